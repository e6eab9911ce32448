// A table of words, holes and dates as a network's inputs, in a process of its own; CPU time.
//   node bench/encoding.mjs NAME   prints milliseconds; of a record microseconds
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'tsdown';

const EXAMPLES = 1_000_000;
/** Examples that are encoded together, always into the same memory. */
const WINDOW = 4096;
const RECORDS = 1000;
const DAY = 86_400_000;
const request = { scale: 'robust', impute: 'mean', seed: 1 };
const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = `${root}build-bench/encoding`;

/** Modules that no entry of the package exports, as they are in it. */
async function modules() {
  const paths = {
    cells: 'data/encoding/cells',
    encode: 'data/encoding/encode',
    fit: 'data/encoding/fit',
    matrix: 'base/matrix',
    random: 'base/random',
  };
  const entry = Object.fromEntries(
    Object.entries(paths).map(([name, path]) => [name, `${root}lib/${path}.ts`]),
  );
  await build({ entry, outDir, config: false, dts: false, target: 'es2022', logLevel: 'warn' });
  const all = Object.keys(paths).map((name) => import(pathToFileURL(`${outDir}/${name}.mjs`).href));
  return Object.assign({}, ...(await Promise.all(all)));
}

/** One in three has holes, every other whole numbers. */
function numbers(random, c, size) {
  const holes = c % 3 === 0;
  const value = (j) => {
    if (holes && (j + c) % 20 === 0) return NaN;
    return c % 2 === 0 ? random.random() + random.random() : random.interval(99);
  };
  const values = Float64Array.from({ length: size }, (_, j) => value(j));
  return { name: `number ${c}`, holes, said: {}, kind: 'number', values, offset: 0, stride: 1 };
}

/** 2 to 20 levels, and holes. */
function words(random, c, size) {
  const levels = Array.from({ length: 2 + Math.floor((c * 18) / 14) }, (_, i) => `level ${i}`);
  const codes = Int32Array.from({ length: size }, () => random.interval(levels.length) - 1);
  return {
    name: `words ${c}`,
    holes: true,
    said: {},
    kind: 'category',
    codes,
    levels,
    ordered: false,
  };
}

/** Two of five have hours. */
function dates(random, c, size) {
  const time = () =>
    (17_000 + random.interval(2000)) * DAY + (c < 2 ? random.interval(DAY - 1) : 0);
  const times = Float64Array.from({ length: size }, time);
  return { name: `date ${c}`, holes: false, said: {}, kind: 'date', times };
}

function table({ RandomState }, size, ...kinds) {
  const random = new RandomState(1);
  const many = ([count, make]) => Array.from({ length: count }, (_, c) => make(random, c, size));
  return { columns: kinds.flatMap(many), order: null, size };
}

function large(library) {
  return table(library, EXAMPLES, [30, numbers], [15, words], [5, dates]);
}

function done(work) {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

/** Milliseconds of all threads, the garbage collector's among them. */
function cpuTime(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const tasks = {
  fit(library) {
    const { fitEncoding } = library;
    const frame = large(library);
    return cpuTime(() => done(fitEncoding(frame, request)));
  },
  encode(library) {
    const { encodeFrame, fitEncoding, Matrix } = library;
    const frame = large(library);
    const few = { ...frame, order: Uint32Array.from({ length: 5000 }, (_, j) => j), size: 5000 };
    const encoding = done(fitEncoding(few, request));
    const inputs = encoding.inputNames.length;
    const to = Matrix.of(new Float32Array(inputs * WINDOW), WINDOW, inputs).T;
    const order = new Uint32Array(WINDOW);
    const window = { ...frame, order, size: WINDOW };
    return cpuTime(() => {
      for (let from = 0; from < EXAMPLES; from += WINDOW) {
        for (let j = 0; j < WINDOW; j++) order[j] = (from + j) % EXAMPLES;
        done(encodeFrame(encoding, window, to));
      }
    });
  },
  record(library) {
    const { cellEncoder, fitEncoding } = library;
    const frame = table(library, RECORDS, [16, numbers], [4, words]);
    const encoding = done(fitEncoding(frame, request));
    const encode = cellEncoder(encoding);
    const cell = ({ values, codes }, j) => (values ? values[j] : codes[j]);
    const rows = Array.from({ length: RECORDS }, (_, j) =>
      Float64Array.from(frame.columns, (column) => cell(column, j)),
    );
    const out = new Float32Array(encoding.inputNames.length);
    const all = () => rows.forEach((row) => encode(row, out, 0));
    for (let i = 0; i < 100; i++) all();
    return (
      cpuTime(() => {
        for (let i = 0; i < 1000; i++) all();
      }) / 1000
    );
  },
};

/** What is measured, its unit, and what it may take at most. */
export const encodingTasks = {
  'encoding: 1,000,000 × 50, robust fit': { task: 'fit', unit: 'ms', limit: 2500 },
  'encoding: 1,000,000 × 50, in windows': { task: 'encode', unit: 'ms', limit: 1000 },
  'encoding: a record of 20 cells': { task: 'record', unit: 'µs', limit: 1 },
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(tasks[process.argv[2]](await modules()));
