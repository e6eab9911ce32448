// CPU time of each picture at 640 pixels, in a process that has drawn none yet: what a person waits for.
//   node bench/pictures.mjs NAME [DIST]   one of them, by the package in DIST; prints milliseconds
import { fileURLToPath, pathToFileURL } from 'node:url';
import { alignedTable, figure } from '../dist/bench.js';

/**
 * What 0.1.0 took: commit 9878579, built beside this one, its dist/ given to this file; medians of three
 * processes in turn with those of this version, on two cores of an Intel Xeon, Node 20.20. Compare them
 * only with what such a machine gives.
 */
const BEFORE = {
  'boundary flower': 455,
  'boundary six classes': 2420,
  'boundary pca': 362,
  scatter: 5.3,
  curves: 32.6,
  activations: 43.7,
  weights: 16.5,
  network: 10.3,
  confusion: 5.4,
  sweep: 326,
};

const exercise = {
  activation: 'tanh',
  initializer: { normal: 0.01 },
  optimizer: 'sgd',
  learningRate: 1.2,
  batchSize: 'all',
  epochs: 5000,
  dtype: 'float64',
  scale: 'none',
};

/** Four features and three classes, without a file. */
function flowers({ Dataset }) {
  const rows = Array.from({ length: 150 }, (_, i) =>
    [0, 1, 2, 3].map((j) => (i % 3) * (1 + j / 2) + Math.sin((i + 1) * (j + 2.3))),
  );
  const labels = rows.map((_, i) => ['a', 'b', 'c'][i % 3]);
  return Dataset.from(rows, labels);
}

/** What each picture needs is made before the clock runs. */
const pictures = {
  async 'boundary flower'({ datasets, train }, { decisionBoundary }) {
    const flower = datasets.flower();
    const model = await train(flower, { ...exercise, hidden: [4], seed: 3 });
    return () => decisionBoundary(model, flower);
  },
  async 'boundary six classes'({ datasets, train }, { decisionBoundary }) {
    const six = datasets.blobs();
    const model = await train(six, { hidden: [16], epochs: 60, seed: 1 });
    return () => decisionBoundary(model, six);
  },
  async 'boundary pca'(library, { decisionBoundary }) {
    const data = flowers(library);
    const model = await library.train(data, { hidden: [8], epochs: 60, seed: 1 });
    return () => decisionBoundary(model, data, { pca: true });
  },
  async scatter({ datasets }, { scatterPlot }) {
    const flower = datasets.flower();
    return () => scatterPlot(flower);
  },
  async curves({ datasets, train }, { learningCurves }) {
    const options = { ...exercise, hidden: [4], seed: 3, reportEvery: 1 };
    const { history } = await train(datasets.flower(), options);
    return () => learningCurves(history);
  },
  async activations({ activations }, { activationCurves }) {
    return () => activationCurves(activations);
  },
  async weights({ initializeParameters }, { weightHistograms }) {
    const parameters = initializeParameters([784, 128, 10], { initializer: 'heNormal', seed: 1 });
    return () => weightHistograms(parameters);
  },
  async network({ initializeParameters, summary }, { networkDiagram }) {
    const parameters = initializeParameters([784, 128, 64, 10], { seed: 1 });
    const network = summary(parameters);
    return () => networkDiagram(network, { parameters });
  },
  async confusion(_, { confusionMatrix }) {
    const numbers = Array.from({ length: 10 }, (_, i) => i);
    const confusion = numbers.map((r) => numbers.map((c) => (r === c ? 170 : (r * 7 + c) % 5)));
    const classes = numbers.map((label) => ({ label }));
    return () => confusionMatrix({ confusion, classes });
  },
  async sweep({ datasets, train }, { sweepPanels }) {
    const flower = datasets.flower();
    const runs = [];
    for (const units of [1, 2, 3, 4, 5, 20]) {
      const options = { ...exercise, hidden: [units], epochs: 500, seed: 3 };
      runs.push({ hidden: [units], model: await train(flower, options) });
    }
    return () => sweepPanels(runs, flower);
  },
};

export const pictureNames = Object.keys(pictures);

/** The pictures that were measured, beside what 0.1.0 took for them. */
export function pictureTable(rows) {
  const body = rows.map(({ task, value }) => {
    const before = BEFORE[task.replace('plot ', '')];
    return [task, figure(value), figure(before), `${figure(before / value)} ×`];
  });
  const first = ['CPU of a picture, ms', 'here', '0.1.0', 'as fast'];
  return alignedTable([first, ...body]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, dist = fileURLToPath(new URL('../dist', import.meta.url))] = process.argv.slice(2);
  const entry = (file) => import(pathToFileURL(`${dist}/${file}`).href);
  const draw = await pictures[name](await entry('index.js'), await entry('plot.js'));
  const before = process.cpuUsage();
  draw();
  const { user, system } = process.cpuUsage(before);
  console.log((user + system) / 1000);
}
