// A table of words, holes and dates as a network's inputs, on one core, in a process of its own.
//   node bench/encoding.mjs fit|encode|record    prints milliseconds; of a record microseconds
import { cellEncoder, encodeFrame, fitEncoding, Matrix, RandomState } from '../dist/bench.js';

const EXAMPLES = 1_000_000;
/** Examples that are encoded together, always into the same memory. */
const WINDOW = 4096;
const DAY = 86_400_000;

const random = new RandomState(1);
const shared = (name, holes) => ({ name, holes, said: {} });

function numbers(c, size) {
  const holes = c % 3 === 0;
  const values = new Float64Array(size);
  for (let j = 0; j < size; j++)
    values[j] =
      holes && j % 20 === c % 20
        ? NaN
        : c % 2 === 0
          ? random.random() + random.random()
          : random.interval(99);
  return { ...shared(`number ${c}`, holes), kind: 'number', values, offset: 0, stride: 1 };
}

function words(c, size) {
  const levels = Array.from({ length: 2 + (((c * 18) / 14) | 0) }, (_, i) => `level ${i}`);
  const codes = Int32Array.from({ length: size }, () => random.interval(levels.length) - 1);
  return { ...shared(`words ${c}`, true), kind: 'category', codes, levels, ordered: false };
}

function dates(c, size) {
  const time = () => 1.5e12 + random.interval(2000) * DAY + (c < 2 ? random.interval(DAY - 1) : 0);
  return {
    ...shared(`date ${c}`, false),
    kind: 'date',
    times: Float64Array.from({ length: size }, time),
  };
}

function table(size, ...kinds) {
  const columns = kinds.flatMap(([count, make]) =>
    Array.from({ length: count }, (_, c) => make(c, size)),
  );
  return { columns, order: null, size };
}

function done(work) {
  let step = work.next();
  let [longest, before] = [0, performance.now()];
  while (!step.done) {
    step = work.next();
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
  }
  return { value: step.value, longest };
}

function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const request = { scale: 'robust', impute: 'mean', seed: 1 };
const large = () => table(EXAMPLES, [30, numbers], [15, words], [5, dates]);

const tasks = {
  fit() {
    const frame = large();
    const start = cpu();
    const { longest } = done(fitEncoding(frame, request));
    console.error('longest', longest);
    return cpu() - start;
  },
  encode() {
    const frame = large();
    const encoding = done(
      fitEncoding(
        { ...frame, order: Uint32Array.from({ length: 5000 }, (_, j) => j), size: 5000 },
        request,
      ),
    ).value;
    const inputs = encoding.inputNames.length;
    console.error('inputs', inputs);
    const to = Matrix.of(new Float32Array(inputs * WINDOW), WINDOW, inputs).T;
    const start = cpu();
    let longest = 0;
    const order = new Uint32Array(WINDOW);
    for (let from = 0; from + WINDOW <= EXAMPLES; from += WINDOW) {
      for (let j = 0; j < WINDOW; j++) order[j] = from + j;
      longest = Math.max(
        longest,
        done(encodeFrame(encoding, { ...frame, order, size: WINDOW }, to)).longest,
      );
    }
    console.error('longest', longest);
    return cpu() - start;
  },
  record() {
    const frame = table(5000, [16, numbers], [4, words]);
    const encoding = done(fitEncoding(frame, request)).value;
    const encode = cellEncoder(encoding);
    const inputs = encoding.inputNames.length;
    const out = new Float32Array(inputs);
    const rows = Array.from({ length: 1000 }, (_, j) =>
      Float64Array.from(frame.columns, (c) => (c.values ? c.values[j] : c.codes[j])),
    );
    for (let i = 0; i < 100_000; i++) encode(rows[i % 1000], out, 0);
    const start = cpu();
    for (let i = 0; i < 1_000_000; i++) encode(rows[i % 1000], out, 0);
    return (cpu() - start) / 1000;
  },
};

console.log(tasks[process.argv[2]]());
