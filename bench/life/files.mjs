// What model files cost the thread that asks for them, by its own CPU time: a model of 100 MB, and 320 MB
// that are none. On Linux: other systems do not tell a thread's time.
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { threadTime, turnsOf } from './cpu.mjs';
import { row } from './row.mjs';

function held(act) {
  const start = threadTime();
  const made = act();
  return { took: threadTime() - start, made };
}

const UNITS = 5000;

/** 5000-5000-1 in float32: 100 MB. */
function largeModel({ Matrix, Model }) {
  const matrix = (rows, cols) =>
    Matrix.of(
      Float32Array.from({ length: rows * cols }, (_, i) => 1 / (i + 1.5)),
      rows,
      cols,
    );
  const [W1, b1] = [matrix(UNITS, UNITS), matrix(UNITS, 1)];
  return Model.from({ W1, b1, W2: matrix(1, UNITS), b2: matrix(1, 1) });
}

/** Rows of `save`, `load`, `toBytes` and their kin; `densely` is the package. */
export async function modelFiles(densely) {
  const folder = await mkdtemp(join(tmpdir(), 'densely-bench-'));
  try {
    const model = largeModel(densely);
    const { rows, bytes } = await written(densely, model, join(folder, 'model.safetensors'));
    const read = held(() => densely.Model.fromBytes(bytes));
    rows.push(row('fromBytes, 100 MB model', read.took, 'ms'));
    return [...rows, ...(await refusals(densely, join(folder, 'none.safetensors')))];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function written({ Model }, model, path) {
  const rows = [];
  const turns = async (what, work, before) => {
    const start = threadTime();
    const { call, longest: turn } = await turnsOf(work);
    const [longest, whole] = [Math.max(call, turn), threadTime() - start];
    rows.push(
      row(`${what}, 100 MB model, longest turn`, longest, 'ms', 15, before),
      row('  and all of it', whole, 'ms'),
    );
  };
  await turns('save', () => model.save(path), '248 ms');
  await turns('load', () => Model.load(path), '291 ms');
  await turns('toBytesAsync', () => model.toBytesAsync());
  const { took, made: bytes } = held(() => model.toBytes());
  rows.push(row('toBytes, 100 MB model', took, 'ms', 150, '207 ms'));
  const copied = held(() => new Uint8Array(bytes.length).set(bytes));
  rows.push(row('  a copy of its bytes into new memory', copied.took, 'ms'));
  return { rows, bytes };
}

const SIDE = 8944;

/** The head of a small model's file with a tensor of 320 MB that its network has no place for. */
function misfit({ initializeParameters, Model }) {
  const bytes = Buffer.from(Model.from(initializeParameters(2, 2, 1)).toBytes());
  const [metadata] = bytes.toString('utf8', 8).split(',"layers.0.weight"');
  const offsets = `"data_offsets":[0,${SIDE * SIDE * 4}]`;
  const text = `${metadata},"layers.0.weight":{"dtype":"F32","shape":[${SIDE},${SIDE}],${offsets}}}`;
  const padded = text.padEnd(Math.ceil(text.length / 8) * 8);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, Buffer.from(padded)]);
}

async function refusals(densely, path) {
  const { Model } = densely;
  const head = misfit(densely);
  const size = head.length + SIDE * SIDE * 4;
  await writeFile(path, head);
  await truncate(path, size);
  const bytes = new Uint8Array(size);
  bytes.set(head);
  const rows = [];
  for (const [what, read, before] of [
    ['load', () => Model.load(path), '303 ms'],
    ['fromBytes', () => Model.fromBytes(bytes), '294 ms'],
  ]) {
    const start = threadTime();
    const refused = await Promise.resolve()
      .then(read)
      .then(
        () => false,
        () => true,
      );
    const value = threadTime() - start;
    if (!refused) throw new Error(`${what} took 320 MB that are no model for one`);
    rows.push(row(`320 MB that are no model: ${what} refuses`, value, 'ms', 50, before));
  }
  return rows;
}
