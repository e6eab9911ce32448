// Real tables at the defaults of train(): median over seeds 0 … 9 of what a held-out fifth says.
//   npm run bench:real -- [--json] [--seeds=N] [NAME …]
import { createReadStream, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { setupOrExit } from '../scripts/setup.mjs';

await setupOrExit();
const { Dataset, train } = await import('densely');
const { header, machine, median, progress, table } = await import('./report.mjs');

const fixtures = new URL('../test/fixtures/', import.meta.url);
// Git ignores it: files that the repository may not hold.
const local = new URL('../test/local/', import.meta.url);

/** Lines of a table whose last column is the target; `skip` lines before it say what it is. */
async function* lines(file, skip = 0) {
  const bytes = createReadStream(file);
  let rest = '';
  for await (const piece of file.pathname.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes) {
    const parts = (rest + piece).split('\n');
    rest = parts.pop();
    for (const line of parts) if (skip-- <= 0) yield `${line}\n`;
  }
  yield rest;
}

function classes(name, skip) {
  const file = new URL(name, fixtures);
  const options = { target: -1, header: false, task: 'classification' };
  return {
    files: [file],
    load: () => Dataset.csv(lines(file, skip), options),
    split: (data, seed) => data.split({ test: 0.2, seed, stratify: true }),
  };
}

async function diabetes([values, target]) {
  const rows = async (file) => {
    const list = [];
    for await (const line of lines(file))
      if (line.trim()) list.push(line.trim().split(/\s+/).map(Number));
    return list;
  };
  return Dataset.from(await rows(values), (await rows(target)).flat(), { task: 'regression' });
}

const files = (...names) => names.map((name) => new URL(name, local));
const diabetesFiles = files('diabetes_data_raw.csv.gz', 'diabetes_target.csv.gz');
const mnistFiles = files('t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz');
const numbers = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);

/** A goal is a share of the test examples, or of the variance that is explained (R²). */
const tasks = {
  iris: { ...classes('iris.csv', 1), goal: 0.95 },
  wine: { ...classes('wine_data.csv', 1), goal: 0.97 },
  'breast cancer': { ...classes('breast_cancer.csv', 1), goal: 0.965 },
  digits: { ...classes('digits.csv.gz', 0), goal: 0.97 },
  diabetes: {
    files: diabetesFiles,
    load: () => diabetes(diabetesFiles),
    split: (data, seed) => data.split({ test: 0.2, seed }),
    goal: 0.4,
  },
  'mnist 10k': {
    files: mnistFiles,
    load: () => Dataset.idx(...mnistFiles.map((file) => fileURLToPath(file))),
    split: (data) => [data.subset(numbers(0, 8000)), data.subset(numbers(8000, 10_000))],
    goal: 0.945,
  },
};

const args = process.argv.slice(2);
const wanted = args.filter((argument) => !argument.startsWith('--'));
const seeds = numbers(0, Number(args.find((a) => a.startsWith('--seeds='))?.slice(8) ?? 10));
const chosen = Object.entries(tasks).filter(
  ([name]) => wanted.length === 0 || wanted.some((w) => name.startsWith(w)),
);

async function measure(name, { load, split, goal }) {
  const data = await load();
  const scores = [];
  const start = performance.now();
  for (const seed of seeds) {
    progress(`${name}: seed ${seed}`);
    const [fit, test] = split(data, seed);
    const { accuracy, r2 } = (await train(fit, { seed })).evaluate(test);
    scores.push(accuracy ?? r2);
  }
  const seconds = (performance.now() - start) / 1000 / seeds.length;
  const measured = { median: median(scores), min: Math.min(...scores), max: Math.max(...scores) };
  const metric = data.classes ? 'accuracy' : 'R²';
  const { size, features } = data;
  return { name, size, features: features.length, metric, goal, ...measured, scores, seconds };
}

const results = [];
for (const [name, task] of chosen) {
  const absent = task.files.find((file) => !existsSync(file));
  results.push(
    absent
      ? { name, skipped: `needs test/local/${absent.pathname.split('/').at(-1)}` }
      : await measure(name, task),
  );
}
progress('');

function row(result) {
  if (result.skipped) return [result.name, `skipped, ${result.skipped}`];
  const shown = (value) =>
    result.metric === 'R²' ? value.toFixed(3) : `${(value * 100).toFixed(2)} %`;
  return [
    result.name,
    `${result.size} × ${result.features}`,
    result.metric,
    shown(result.median),
    `${shown(result.min)} … ${shown(result.max)}`,
    shown(result.goal),
    `${result.seconds.toFixed(2)} s`,
  ];
}

if (args.includes('--json')) console.log(JSON.stringify({ machine: machine(), results }, null, 2));
else {
  console.log(header(machine()));
  console.log(
    `train(data, { seed }): all defaults, seeds 0 … ${seeds.length - 1}, a fifth held out\n`,
  );
  console.log(
    table([['data', 'size', 'metric', 'median', 'range', 'goal', 'time'], ...results.map(row)]),
  );
}
if (results.some(({ median, goal }) => median < goal)) process.exitCode = 1;
