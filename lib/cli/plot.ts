import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { nearest } from '../base/errors.js';
import { activations, diagnose, Model, preActivations, type Dataset } from '../index.js';
import type * as Plots from '../plot/index.js';
import {
  checkCount,
  choice,
  numberOf,
  printJson,
  readArguments,
  UsageError,
  type Command,
} from './command.js';
import { checkWhole } from './columns.js';
import { checkLooks, looksOf } from './looks.js';
import { importanceHelp, importanceOf, importanceOptions } from './importance.js';
import { forceHelp } from './output.js';
import { pictureFile, pictureHelp, pictureOptions } from './picture.js';
import {
  dataOf,
  isModelFile,
  modelAndData,
  modelAndTest,
  ratesOf,
  trained,
  trainedAt,
  untrained,
} from './plot-inputs.js';
import { DATA, dataOptions, filesAmong, modelHelp, sourceHelp } from './sources.js';
import { addressOf, wrapped } from './terminal.js';
import { trainLine } from './train-options.js';

const options = {
  ...dataOptions,
  ...trainLine.flags,
  ...pictureOptions,
  test: { type: 'string' },
  pca: { type: 'boolean' },
  layer: { type: 'string' },
  ...importanceOptions,
  json: { type: 'boolean' },
} as const;

type PlotValues = ReturnType<typeof readArguments<typeof options>>['values'];

/** A picture, and its figures for `--json`. */
interface Drawn {
  readonly svg: string;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** One kind of picture. */
interface Kind {
  readonly operands: readonly (readonly string[])[];
  readonly summary: string;
  draw(operands: readonly string[], values: PlotValues): Promise<Drawn>;
}

const plots = (): Promise<typeof Plots> => import('../plot/index.js');

const MODEL = 'MODEL.safetensors';

function checkClasses(data: Dataset): void {
  if (data.classes !== null) return;
  throw new UsageError(
    `this picture needs classes; the target has ${data.task === 'regression' ? 'values (--task classification?)' : 'several labels'}`,
  );
}

/** The two features that are the axes, where they are chosen. */
function axesOf({ features, pca }: PlotValues, data: Dataset): [string, string] | undefined {
  checkWhole(data, 'a picture over a plane');
  const known = data.features;
  const [first, second, ...more] = features?.split(',') ?? [];
  if (first !== undefined) {
    if (pca) throw new UsageError('--features and --pca exclude each other');
    if (second === undefined || more.length > 0)
      throw new UsageError(`--features takes two names, not ${JSON.stringify(features)}`);
    return [choice('--features', first, known), choice('--features', second, known)];
  }
  if (known.length === 2 || pca) return undefined;
  throw new UsageError(
    `there are ${known.length} features (${known.slice(0, 6).join(', ')}${known.length > 6 ? ', …' : ''}): ` +
      'say which two are the axes by --features A,B (the others are held at their means), or --pca',
  );
}

const boundary: Kind = {
  operands: [[DATA], [MODEL, DATA]],
  summary: 'the classes predicted over the plane of two features',
  async draw(operands, values) {
    const { model, data } = await modelAndData(operands, values, (data) => {
      checkClasses(data);
      axesOf(values, data);
    });
    const { decisionBoundary } = await plots();
    const plane = { features: axesOf(values, data), pca: values.pca };
    const svg = decisionBoundary(model, data, { ...looksOf(values), ...plane });
    return { svg, figures: { metrics: await model.evaluateAsync(data) } };
  },
};

const scatter: Kind = {
  operands: [[DATA]],
  summary: 'the examples in the plane of two features',
  async draw([operand], values) {
    const data = await dataOf(operand!, values);
    checkClasses(data);
    const { scatterPlot } = await plots();
    const plane = { features: axesOf(values, data), pca: values.pca };
    const svg = scatterPlot(data, { ...looksOf(values), ...plane });
    return { svg, figures: { data: data.describe() } };
  },
};

const RUN = 'RUN.json';

/** Most of them that a picture tells apart. */
const MOST_RUNS = 8;

/** What `densely train --json` printed of a training. */
async function runOf(path: string): Promise<Plots.LearningCurve> {
  const text = await readFile(path, 'utf8');
  try {
    const { history } = JSON.parse(text) as { history: Plots.LearningCurve };
    return { name: basename(path, '.json'), ...history };
  } catch (cause) {
    const what = 'is not what densely train --json prints';
    throw new UsageError(`${path} ${what}: ${(cause as Error).message}`, { cause });
  }
}

async function comparedRuns(paths: readonly string[], values: PlotValues): Promise<Drawn> {
  const runs = await Promise.all(paths.map(runOf));
  const { learningCurves } = await plots();
  const names = runs.map(({ name }) => name);
  return { svg: learningCurves(runs, looksOf(values)), figures: { runs: names } };
}

const curves: Kind = {
  operands: [[DATA], ...Array.from({ length: MOST_RUNS }, (_, i) => Array(i + 1).fill(RUN))],
  summary: 'the cost over the epochs of a training, or of several (train --json)',
  async draw(operands, values) {
    const [operand] = operands;
    if (operands.every((each) => each.endsWith('.json'))) return comparedRuns(operands, values);
    if (operands.length > 1)
      throw new UsageError(
        `curves takes one ${DATA}, or up to ${MOST_RUNS} ${RUN} of densely train --json`,
      );
    if (isModelFile(operand!))
      throw new UsageError(
        'a model file keeps no history: curves needs the data, and trains on it',
      );
    const data = await dataOf(operand!, values);
    const { history } = await trained(data, { history: 'every', ...values });
    const { learningCurves } = await plots();
    const svg = learningCurves(history, { ...looksOf(values), cost: costOf(data, values) });
    const { epoch, cost, ended, warnings } = history;
    return { svg, figures: { history: { epoch: [...epoch], cost: [...cost], ended, warnings } } };
  },
};

/** What the costs of a training are. */
function costOf({ task }: Dataset, { loss: said }: PlotValues): string {
  if (task !== 'regression') return 'cross-entropy (nats per example)';
  const { loss = 'squared' } = trainLine.said({ loss: said });
  const name = typeof loss === 'string' ? loss : Object.keys(loss)[0]!;
  return name === 'squared' ? 'mean squared error (scaled)' : `${name} loss (mean)`;
}

const rates: Kind = {
  operands: [[DATA]],
  summary: 'the last cost of a training for each of several learning rates',
  async draw([operand], values) {
    const asked = ratesOf(values);
    const data = await dataOf(operand!, values);
    const rated = await trainedAt(asked, data, values);
    const { learningRates } = await plots();
    const svg = learningRates(rated, { ...looksOf(values), cost: costOf(data, values) });
    return { svg, figures: { rates: rated } };
  },
};

const activation: Kind = {
  operands: [[]],
  summary: 'activations and their derivatives, all or those of --activation',
  async draw(_, values) {
    const known = Object.keys(activations) as (keyof typeof activations)[];
    const names = values.activation?.split(',').map((name) => choice('--activation', name, known));
    const shown = Object.fromEntries((names ?? known).map((name) => [name, activations[name]]));
    const { activationCurves } = await plots();
    const at = [-10, 0, 10];
    const marked = Object.entries(shown).map(([name, g]) => [
      name,
      { z: at, value: at.map((z) => g.value(z)), derivative: at.map((z) => g.derivative(z)) },
    ]);
    return {
      svg: activationCurves(shown, looksOf(values)),
      figures: { activations: Object.fromEntries(marked) as unknown },
    };
  },
};

/** The model of a file; of data the one that a training would begin with, without its weights. */
const network: Kind = {
  operands: [[MODEL], [DATA]],
  summary: 'layers, units, W[l] and b[l] with their shapes',
  async draw([operand], values) {
    const file = isModelFile(operand!);
    const model = file
      ? await Model.load(operand!)
      : await untrained(await dataOf(operand!, values), values);
    const { networkDiagram } = await plots();
    const { inputNames: features, task, targets } = model;
    const classes = task === 'multilabel' ? targets : model.classes;
    const parameters = file ? model.parameters : undefined;
    const network = model.summary();
    const svg = networkDiagram(network, { ...looksOf(values), features, classes, parameters });
    return { svg, figures: { network } };
  },
};

const confusion: Kind = {
  operands: [[DATA], [MODEL, DATA]],
  summary: 'how often each class is taken for each; of DATA alone a part held out',
  async draw(operands, values) {
    const { model, data } = await modelAndTest(operands, values, checkClasses);
    const metrics = await model.evaluateAsync(data);
    if (metrics.task !== 'classification')
      throw new UsageError('confusion needs a model of classes');
    const { confusionMatrix } = await plots();
    return { svg: confusionMatrix(metrics, looksOf(values)), figures: { metrics } };
  },
};

/** A picture of what `evaluate` measures of probabilities. */
function scored(
  summary: string,
  drawn: (plot: typeof Plots) => (metrics: object, look: Plots.PictureOptions) => string,
): Kind {
  return {
    operands: [[DATA], [MODEL, DATA]],
    summary: `${summary}; DATA: held out`,
    async draw(operands, values) {
      const { model, data } = await modelAndTest(operands, values, checkProbabilities);
      const metrics = await model.evaluateAsync(data, { scores: true });
      return { svg: drawn(await plots())(metrics, looksOf(values)), figures: { metrics } };
    },
  };
}

function checkProbabilities({ task }: Dataset): void {
  if (task !== 'regression') return;
  throw new UsageError('this picture needs classes or labels; the target has values');
}

const important: Kind = {
  operands: [[DATA], [MODEL, DATA]],
  summary: 'which columns a model goes by; of DATA alone on a part held out',
  async draw(operands, values) {
    const found = await importanceOf(await modelAndTest(operands, values, () => {}), values);
    const { featureImportance } = await plots();
    return { svg: featureImportance(found, looksOf(values)), figures: { importance: found } };
  },
};

const weights: Kind = {
  operands: [[MODEL], [DATA]],
  summary: 'how the weights of each layer are distributed',
  async draw([operand], values) {
    const model = isModelFile(operand!)
      ? await Model.load(operand!)
      : await trained(await dataOf(operand!, values), values);
    const { weightHistograms } = await plots();
    const svg = weightHistograms(model.parameters, looksOf(values));
    return { svg, figures: { network: model.summary() } };
  },
};

/** Of a network that is to be trained. */
function checkLayer(layer: number, values: PlotValues): void {
  const { hidden = trainLine.preset('hidden') } = trainLine.said(values);
  checkCount('layer', layer, 1, hidden.length + 1);
}

const units: Kind = {
  operands: [[DATA], [MODEL, DATA]],
  summary: 'where each unit of a layer is above 0, over the plane of two features',
  async draw(operands, values) {
    const layer = numberOf('layer', values.layer) ?? 1;
    if (operands.length === 1) checkLayer(layer, values);
    const { model, data } = await modelAndData(operands, values, (data) => {
      checkClasses(data);
      axesOf(values, data);
    });
    const { unitMaps } = await plots();
    const plane = { features: axesOf(values, data), pca: values.pca };
    const title = values.layer === undefined ? {} : { title: `Units of layer ${layer}` };
    const look = { ...title, ...looksOf(values), ...plane };
    const svg = unitMaps((X) => preActivations(model, X, layer), data, look);
    return { svg, figures: { layer, network: model.summary() } };
  },
};

const gradients: Kind = {
  operands: [[DATA], [MODEL, DATA]],
  summary: 'the size of the gradient of the weights of each layer',
  async draw(operands, values) {
    const { model, data } = await modelAndData(operands, values, () => {});
    const { gradientNorms } = await plots();
    const diagnosis = diagnose(model, data);
    const svg = gradientNorms(diagnosis, looksOf(values));
    return { svg, figures: { gradients: diagnosis.gradients } };
  },
};

const kinds: Readonly<Record<string, Kind>> = {
  boundary,
  scatter,
  curves,
  rates,
  activations: activation,
  network,
  confusion,
  roc: scored('positives found for negatives taken for positive', ({ rocCurve }) => rocCurve),
  'precision-recall': scored(
    'what is right of what is found, by how much is found',
    ({ precisionRecallCurve }) => precisionRecallCurve,
  ),
  calibration: scored(
    'how often what is said with some probability is true',
    ({ calibrationCurve }) => calibrationCurve,
  ),
  importance: important,
  weights,
  units,
  gradients,
};

function kindHelp(): string[] {
  return Object.entries(kinds).flatMap(([name, { operands, summary }]) => {
    const short = operands.filter((names) => new Set(names).size === names.length);
    const forms = short.map((names) => names.join(' ')).filter((form) => form !== '');
    return [`  ${`${name} ${forms.join(' | ')}`.trimEnd()}`, `      ${summary}`];
  });
}

export const plot: Command = {
  name: 'plot',
  summary: 'draw examples, boundaries, curves, networks, weights, gradients, …',
  options,
  help: [
    'densely plot KIND [INPUT] [options]',
    '',
    ...sourceHelp,
    'Without a model one is trained first.',
    '',
    ...kindHelp(),
    '',
    '  --out FILE        .svg, or .png with the package @resvg/resvg-js;',
    '                    default KIND.svg, which must not be there yet;',
    '                    a picture of densely that is there is replaced',
    forceHelp,
    ...pictureHelp,
    '  --features A,B    of a plane: the axes; others are held at their means',
    '  --pca             of a plane: the first two principal components',
    '  --layer N         units: of which layer, default 1',
    '  --learning-rate 0.1,0.3,1',
    '                    rates: which to compare, default 0.001, 0.003, … 1',
    ...modelHelp([]),
    ...trainLine.help,
    '  --test SHARE      confusion, roc, precision-recall, calibration, importance:',
    '                    share of DATA held out, default 0.2; 0: none',
    ...importanceHelp,
    '  --json            one JSON document on standard output',
  ].join('\n'),
  async run([name, ...args]) {
    const kind = name === undefined ? undefined : kinds[name];
    if (!kind) {
      const known = Object.keys(kinds);
      const near = nearest(name ?? '', known);
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      const wanted = `a kind of picture (${known.join(', ')})`;
      throw new UsageError(`expected ${wanted}, not ${name ?? 'nothing'}${hint}`);
    }
    const { values, operands } = readArguments(args, options, ...kind.operands);
    await checkLooks(name!, values);
    const { out, force } = values;
    const [path, preset] = [out ?? `${name}.svg`, out === undefined];
    const place = { path, option: '--out', preset, inputs: filesAmong(operands), force } as const;
    const write = await pictureFile(place, values);
    const { svg, figures } = await kind.draw(operands, values);
    const picture = await write(svg);
    if (values.json) return printJson({ ...picture, ...figures });
    console.log(`${wrapped(picture.description)}\n\npicture: ${addressOf(picture.out)}`);
  },
};
