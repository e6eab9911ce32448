// What a process feels of predictions, evaluations and datasets, as rows.
import { Dataset, train } from '../../dist/index.js';
import { collect, grown, least, processTime, threadTime, timed, turnsOf } from './cpu.mjs';
import { row } from './row.mjs';

/** m × n numbers from 0 to 1, the same each time. */
function numbers(Type, m, n) {
  let seed = 7;
  return new Type(m * n).map(() => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648);
}

function table(Type, m, n, classes = 2) {
  const shaped = { shape: [m, n], data: numbers(Type, m, n) };
  const labels = Float64Array.from({ length: m }, (_, j) => (j * 7919) % classes);
  const dtype = Type === Float32Array ? 'float32' : 'float64';
  return { shaped, data: Dataset.from(shaped, labels, { task: 'classification', dtype }), labels };
}

/** 60,000 × 100 through 64-32: as a dataset, and as plain rows, beside the synchronous call. */
export async function predictions() {
  const [m, n] = [60_000, 100];
  const { shaped, data } = table(Float32Array, m, n);
  const model = await train(data.subset(Array.from({ length: 500 }, (_, j) => j)), {
    hidden: [64, 32],
    epochs: 1,
  });
  const out = new Float32Array(m);
  const into = least(5, () => timed(processTime, () => model.predictInto(shaped.data, out)).ms);
  const of = [];
  for (let i = 0; i < 5; i++) {
    const { call, longest } = await turnsOf(() => model.predictAsync(data));
    // By itself: watching the turns takes time of the processor too.
    const before = processTime();
    await model.predictAsync(data);
    of.push({ call, longest, whole: processTime() - before });
  }
  const best = (of, key) => Math.min(...of.map((times) => times[key]));
  return [
    row('predictInto, 60,000 × 100 through 64-32', into, 'ms'),
    row('predictAsync(dataset), the call', best(of, 'call'), 'ms', 5, '359 ms'),
    row('  its longest turn', best(of, 'longest'), 'ms', 15),
    row('  all of it, against predictInto', best(of, 'whole') / into, '×', 1.3),
    ...(await rowsHeld(model, shaped.data, m, n)),
    ...(await clippedRows()),
  ];
}

/** What it costs to clip 20 numbers, in a call of predictInto and in the encoding that it took before. */
async function clippedRows() {
  const [m, n] = [300, 20];
  const { shaped, data } = table(Float32Array, m, n);
  const scale = { name: 'standard', clip: 5 };
  const [plain, clipped, encoded] = await Promise.all(
    [{}, { scale }, { scale, impute: 'mean' }].map((more) => train(data, { epochs: 1, ...more })),
  );
  const ratios = (input, calls) => {
    const out = new Float32Array(input.length / n);
    const times = [plain, clipped, encoded].map(() => Infinity);
    for (let i = 0; i < 15; i++)
      for (const [k, model] of [plain, clipped, encoded].entries()) {
        const { ms } = timed(processTime, () => {
          for (let call = 0; call < calls; call++) model.predictInto(input, out);
        });
        times[k] = Math.min(times[k], ms);
      }
    return [times[1] / times[0], times[2] / times[0]];
  };
  const [one, many] = [ratios(shaped.data.subarray(0, n), 1e5), ratios(shaped.data, 1000)];
  return [
    row('predictInto of one row of 20, clipped, against standard', one[0], '×', 1.3),
    row('  encoded, against standard', one[1], '×'),
    row('predictInto of 300 rows of 20, clipped, against standard', many[0], '×', 2.5),
    row('  encoded, against standard', many[1], '×'),
  ];
}

async function rowsHeld(model, flat, m, n) {
  const rows = Array.from({ length: m }, (_, j) => Array.from(flat.subarray(j * n, j * n + n)));
  const memory = new Float64Array(m * n);
  const copy = least(5, () => timed(threadTime, () => checkedCopy(rows, n, memory)).ms);
  const held = [];
  for (let i = 0; i < 5; i++) {
    collect();
    held.push((await turnsOf(() => model.predictAsync(rows))).call);
  }
  return [
    row('a checked copy of 60,000 × 100 plain rows', copy, 'ms'),
    row('predictAsync(rows), the call against it', Math.min(...held) / copy, '×', 2, '309 ms'),
  ];
}

/** What reading plain rows takes at least: into memory that is there already. */
function checkedCopy(rows, n, memory) {
  let o = 0;
  for (const row of rows) {
    if (row.length !== n) throw new Error('ragged');
    for (let c = 0; c < n; c++) {
      const value = row[c];
      if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error('no number');
      memory[o++] = value;
    }
  }
}

/** The longest turn of an evaluation. */
export async function evaluations() {
  const figures = [];
  const cases = [
    ['60,000 × 784, 10 classes', table(Float32Array, 60_000, 784, 10).data, [128], '0.7 to 1.0 s'],
    ['1,000,000 × 2, two classes', table(Float64Array, 1_000_000, 2).data, [4]],
  ];
  for (const [name, data, hidden, before] of cases) {
    const model = await train(data.subset(Array.from({ length: 500 }, (_, j) => j)), {
      hidden,
      epochs: 1,
    });
    const longest = [];
    for (let i = 0; i < 3; i++) {
      collect();
      const turns = await turnsOf(() => model.evaluateAsync(data));
      longest.push(Math.max(turns.call, turns.longest));
    }
    const what = `evaluateAsync, longest turn, ${name}`;
    figures.push(row(what, Math.min(...longest), 'ms', 15, before));
  }
  return figures;
}

/** Making a dataset of a million examples, and parting it. */
export async function parts() {
  const [m, n] = [1_000_000, 50];
  const { shaped, data, labels } = table(Float64Array, m, n);
  const bytes = 8 * m * (n + 1);
  const touched = least(3, () => {
    collect();
    return timed(threadTime, () => {
      new Float64Array(new SharedArrayBuffer(8 * m * n)).set(shaped.data);
      new Float64Array(new SharedArrayBuffer(8 * m)).set(labels);
    }).ms;
  });
  const made = least(3, () => {
    collect();
    return timed(threadTime, () => Dataset.from(shaped, labels)).ms;
  });
  const more = await grown(() => Dataset.from(shaped, labels));
  const split = (options) =>
    least(3, () => timed(threadTime, () => data.split({ test: 0.2, seed: 1, ...options })).ms);
  return [
    row('touching and copying 1,000,000 × 50 numbers', touched, 'ms'),
    row('Dataset.from of them, against it', made / touched, '×', 1.3, '6.7 s'),
    row('  memory, against that of the result', more / bytes, '×', 1.1, '1.4 GB'),
    row('split of them', split({}), 'ms', 50, '2.1 s'),
    row('split of them, stratified', split({ stratify: true }), 'ms', 50),
  ];
}
