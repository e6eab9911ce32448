// What `densely plot` draws: models from files, or trained on the spot.
import { DenselyError, Model, train, type Dataset } from '../index.js';
import { heldOut } from '../study/held-out.js';
import { numberOf, UsageError } from './command.js';
import { datasetFor } from './csv.js';
import { followed } from './progress.js';
import { loadData, namedSet, type DataValues } from './sources.js';
import { forData, trainLine, type TrainValues } from './train-options.js';

/** The options that say what to train, and on what. */
export type InputValues = DataValues & TrainValues & { readonly test?: string };

export function isModelFile(operand: string): boolean {
  return operand.endsWith('.safetensors');
}

/** Trains as `densely train` does, with a line of progress. */
export function trained(
  data: Dataset,
  values: InputValues,
  label: string = 'training',
): Promise<Model> {
  const asked = forData(trainLine.said(values), data);
  const { epochs = trainLine.preset('epochs') } = asked;
  return followed(label, train(data, asked), ({ epoch, cost }) => [
    (epoch + 1) / epochs,
    `cost ${cost.toPrecision(4)}`,
  ]);
}

/** A training at a learning rate. */
export interface Rated {
  readonly learningRate: number;
  /** The last one; null where it diverged. */
  readonly cost: number | null;
}

/** Of `--learning-rate`, where none are said: three for a power of ten. */
const RATES = '0.001,0.003,0.01,0.03,0.1,0.3,1';

/** The learning rates that are compared. */
export function ratesOf({ 'learning-rate': text = RATES }: InputValues): number[] {
  return text.split(',').map((each) => {
    const rate = numberOf('learning-rate', each)!;
    if (rate > 0) return rate;
    throw new UsageError(`--learning-rate must be numbers above 0, not ${JSON.stringify(each)}`);
  });
}

/** Trains at each rate, one after the other; a signal to end leaves the rest, and the training under way. */
export async function trainedAt(
  rates: readonly number[],
  data: Dataset,
  values: InputValues,
): Promise<Rated[]> {
  const all: Rated[] = [];
  for (const [i, learningRate] of rates.entries()) {
    const label = `rate ${learningRate} (${i + 1} of ${rates.length})`;
    const given = { ...values, 'learning-rate': String(learningRate) };
    const history = await trained(data, given, label).then(
      (model) => model.history,
      (error: unknown) => {
        if (error instanceof DenselyError && error.code === 'ERR_DIVERGED') return null;
        throw error;
      },
    );
    if (history?.ended === 'stopped') break;
    all.push({ learningRate, cost: history?.cost.at(-1) ?? null });
  }
  if (all.length === 0) throw new UsageError('ended before a training was done: nothing to draw');
  return all;
}

/** The network that {@link trained} would train. */
export function untrained(data: Dataset, values: InputValues): Promise<Model> {
  return train(data, { ...forData(trainLine.said(values), data), epochs: 1 });
}

export function dataOf(operand: string, values: InputValues): Promise<Dataset> {
  if (isModelFile(operand))
    throw new UsageError(
      `${operand} is a model: give the data too, a CSV file or a data set's name`,
    );
  return loadData(operand, columnsOf(values));
}

/** Of a picture `--features` chooses the axes, not the columns to learn from. */
function columnsOf({ features: _axes, ...columns }: InputValues): InputValues {
  return columns;
}

/** A model and the data to show it on. */
export interface Shown {
  readonly model: Model;
  readonly data: Dataset;
}

/**
 * Of a file, or trained on all of the data.
 *
 * @param check refuses data before anything is trained
 */
export async function modelAndData(
  operands: readonly string[],
  values: InputValues,
  check: (data: Dataset) => void,
): Promise<Shown> {
  if (operands.length === 2) return loaded(operands, values, check);
  const data = await dataOf(operands[0]!, values);
  check(data);
  return { data, model: await trained(data, values) };
}

/** As {@link modelAndData}, but what is trained here is shown on examples held out. */
export async function modelAndTest(
  operands: readonly string[],
  values: InputValues,
  check: (data: Dataset) => void,
): Promise<Shown> {
  const test = numberOf('test', values.test) ?? 0.2;
  if (operands.length === 2 || test === 0) return modelAndData(operands, values, check);
  const data = await dataOf(operands[0]!, values);
  check(data);
  const seed = numberOf('seed', values.seed) ?? 0;
  const [fit, held] = heldOut(data, test, seed);
  return { data: held, model: await trained(fit, values) };
}

async function loaded(
  [file, operand]: readonly string[],
  values: InputValues,
  check: (data: Dataset) => void,
): Promise<Shown> {
  const model = await Model.load(file!);
  const data = namedSet(operand!, columnsOf(values)) ?? (await datasetFor(model, operand!, values));
  check(data);
  return { model, data };
}
