// A split of a table: its two datasets, and our encoded rows as files for learners of other languages.
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RandomState, train } from 'densely';
import { folder, readTable } from '../../scripts/r-tables.mjs';
import { splitRows } from './splits.mjs';
import { syntheticTable } from './synthetic.mjs';

/** The examples of a case, and the numbers that its targets are to other learners. */
export async function loaded({ table, synthetic }) {
  const data = table ? (await readTable(table)).data : syntheticTable(synthetic);
  if (!data.classes) {
    const targets = { codes: new Uint8Array(data.size), classes: 1 };
    return { data, targets, numbers: Float64Array.from(data.labels) };
  }
  const codeOf = new Map(data.classes.map((label, c) => [label, c]));
  const numbers = Float64Array.from(data.labels, (label) => codeOf.get(label));
  return { data, targets: { codes: numbers, classes: codeOf.size }, numbers };
}

/** A file of NumPy, float64, row by row. */
function npy(values, shape) {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  // What comes before the values takes a multiple of 64 bytes.
  const header = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const magic = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0, 0]);
  magic.writeUInt16LE(header.length, 8);
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([magic, Buffer.from(header, 'latin1'), bytes]);
}

/** Encoded rows as our networks read them at standard scale, without clip, by what the first part says. */
async function encoded(fit, test) {
  const least = { epochs: 1, maxSteps: 1, hidden: [], validation: 'none' };
  const model = await train(fit, { ...least, scale: 'standard', dtype: 'float64' });
  const array = (data) => npy(model.encode(data).T.data, [data.size, model.inputNames.length]);
  return { X: array(fit), X_test: array(test) };
}

/**
 * Split number `seed` of a case: `fit` and `test` as datasets, `arrays` as files of NumPy, and their hash, by which
 * what was measured is found again.
 */
export async function splitOf({ data, targets, numbers }, seed, few) {
  const [fitRows, testRows] = splitRows(targets, new RandomState(seed), few);
  const [fit, test] = [data.subset(fitRows), data.subset(testRows)];
  const column = (rows) =>
    npy(
      Float64Array.from(rows, (j) => numbers[j]),
      [rows.length],
    );
  const rows = await encoded(fit, test);
  const arrays = { ...rows, y: column(fitRows), y_test: column(testRows) };
  const hash = createHash('sha256');
  for (const bytes of Object.values(arrays)) hash.update(bytes);
  return { fit, test, arrays, rows: hash.digest('hex').slice(0, 16) };
}

/** Calls `work` with the folder that holds the arrays for its while. */
export async function withFiles(arrays, work) {
  const place = join(folder, 'rows', `${process.pid}`);
  mkdirSync(place, { recursive: true });
  try {
    for (const [name, bytes] of Object.entries(arrays))
      writeFileSync(join(place, `${name}.npy`), bytes);
    return await work(place);
  } finally {
    rmSync(place, { recursive: true });
  }
}
