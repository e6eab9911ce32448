// One trial: one task by one contender in this process, timed by its CPU time.
//   node bench/trials.mjs TASK CONTENDER SECONDS    prints { rate }
// The CPU time is the whole process's (Node tells no thread's alone): one thread works at a time, so it
// is that thread's and a little for the garbage collector, whoever else has the machine.
import { fileURLToPath } from 'node:url';
import { Dataset, datasets, matmul, Matrix, train } from '../dist/index.js';
import { plainClassifier, plainExercise, plainMatmul } from './plain.mjs';

function noise(length, Numbers = Float64Array) {
  return new Numbers(length).map((_, i) => Math.sin((i + 1) * 12.9898) * 0.5);
}

const labelsOf = (m, classes) => Array.from({ length: m }, (_, i) => (i * 7 + (i % 3)) % classes);

function examples(inputs, m, classes) {
  const X = Matrix.of(noise(inputs * m), m, inputs).T;
  return Dataset.from(X, labelsOf(m, classes), { task: 'classification' });
}

/** Work by epochs: `perEpoch` steps each. */
function training(data, options, perEpoch) {
  return async (steps) => {
    const epochs = Math.max(1, Math.round(steps / perEpoch));
    await train(data, { ...options, epochs, reportEvery: epochs });
    return epochs * perEpoch;
  };
}

const counted = (work) => (n) => {
  work(n);
  return n;
};

function matmulTask(n, dtype) {
  const Numbers = dtype === 'float32' ? Float32Array : Float64Array;
  const [a, b] = [noise(n * n, Numbers), noise(n * n, Numbers)];
  const [A, B] = [a, b].map((data) => Matrix.of(data, n, n));
  const repeat = (product) =>
    counted((times) => {
      for (let i = 0; i < times; i++) product();
    });
  return {
    unit: 'GFLOP/s',
    perUnit: 1e9 / (2 * n ** 3),
    densely: () => repeat(() => matmul(A, B)),
    plain: () => repeat(() => plainMatmul(a, b, n)),
  };
}

function predictTask(rows) {
  return {
    unit: 'rows/s',
    densely: async () => {
      const options = { hidden: [64, 64], epochs: 1 };
      const model = await train(examples(32, 64, 2), options);
      const [input, out] = [noise(32 * rows, Float32Array), new Float32Array(rows)];
      return (n) => {
        const calls = Math.ceil(n / rows);
        for (let i = 0; i < calls; i++) model.predictInto(input, out);
        return calls * rows;
      };
    },
  };
}

const exercise = {
  hidden: [4],
  activation: 'tanh',
  initializer: { normal: 0.01 },
  optimizer: 'sgd',
  learningRate: 1.2,
  batchSize: 'all',
  seed: 3,
  dtype: 'float64',
};

/** What is measured: each contender makes its work, a function of how many units to do. */
export const tasks = {
  'a: 2-4-1, m 400, full batch, f64': {
    unit: 'steps/s',
    densely: () => training(datasets.flower(), exercise, 1),
    plain: () => counted(plainExercise(datasets.flower().X.data, datasets.flower().Y.data, 400)),
  },
  'b: 784-128-10, batch 128, adam, f32': {
    unit: 'steps/s',
    densely: () => training(examples(784, 1024, 10), { hidden: [128], batchSize: 128 }, 8),
    plain: () =>
      counted(plainClassifier(noise(784 * 1024), labelsOf(1024, 10), [784, 128, 10], 128)),
  },
  'd: 32-64-64-1, batch 32, adam, f32': {
    unit: 'steps/s',
    densely: () => training(examples(32, 2048, 2), { hidden: [64, 64], batchSize: 32 }, 64),
  },
  'matmul 128, f32': matmulTask(128, 'float32'),
  'matmul 256, f32': matmulTask(256, 'float32'),
  'matmul 512, f32': matmulTask(512, 'float32'),
  'matmul 128, f64': matmulTask(128, 'float64'),
  'matmul 256, f64': matmulTask(256, 'float64'),
  'matmul 512, f64': matmulTask(512, 'float64'),
  'predictInto 1 row, 32-64-64-1': predictTask(1),
  'predictInto 128 rows, 32-64-64-1': predictTask(128),
};

async function measure(work, units) {
  const before = process.cpuUsage();
  const done = await work(units);
  const { user, system } = process.cpuUsage(before);
  return { done, cpu: (user + system) / 1e6 };
}

/**
 * Units per second of CPU time. More and more units are done until they take `seconds`, which warms the
 * compiler up; then one unit more is timed and taken off, so that setting up a run does not count.
 */
async function rateOf(work, seconds) {
  for (let units = 1; ;) {
    const all = await measure(work, units);
    if (all.cpu >= seconds && units > 1) {
      const least = await measure(work, 1);
      return (all.done - least.done) / (all.cpu - least.cpu);
    }
    const growth = (1.5 * seconds) / Math.max(all.cpu, 1e-4);
    units = Math.ceil(all.done * Math.min(16, Math.max(2, growth)));
  }
}

async function trial(name, contender, seconds) {
  const task = tasks[name];
  const work = await (contender === 'plain' ? task.plain : task.densely)();
  return { rate: (await rateOf(work, seconds)) / (task.perUnit ?? 1) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, contender, seconds] = process.argv.slice(2);
  console.log(JSON.stringify(await trial(name, contender, Number(seconds))));
}
