import { brand } from '../base/brand.js';
import { nothingMore } from '../base/checks.js';
import type { DType } from '../base/dtype.js';
import type { Matrix } from '../base/matrix.js';
import { printable } from '../base/printed.js';
import { atOnce } from '../base/slices.js';
import { refuseCopies, refuseJson } from '../base/uncopied.js';
import type { ScaleName } from '../data/column.js';
import { HALF } from '../backend/metrics/told.js';
import { checkTable, type Table } from '../data/table.js';
import type { ClassLabel, Label, Task } from '../data/targets.js';
import { unpack, type ParameterDict } from '../network/parameters.js';
import { quantileLevels, type Net } from '../network/spec.js';
import type { NetworkSummary } from '../network/summary.js';
import { readingFor, type ModelColumns } from './columns.js';
import { expectedClasses, withClasses, type LoadOptions } from './expected.js';
import { loadParts, partsFromBytes, partsToBytes, partsToBytesAsync, saveParts } from './file.js';
import { partsFrom, type ModelOptions } from './from.js';
import { historyOf, type History } from './history.js';
import { encodedTable } from './table-input.js';
import { inputNamesOf, taskOf, type ModelParts } from './parts.js';
import { Predicting, partsWithin } from './predicting.js';
import { modelText, summaryOf } from './text.js';
import { thresholdCount, thresholdsOption } from './threshold.js';

const INSTEAD = [
  'Model',
  'keep or send model.toBytes(), which Model.fromBytes reads, or model.save(path)',
] as const;

/**
 * A network with its parameters, its scaling and its names, ready to predict. Immutable.
 *
 * @example
 * import { Dataset, Model, train } from 'densely';
 *
 * const data = await Dataset.csv('churn.csv', { target: 'left' });
 * const model = await train(data, { hidden: [8], epochs: 300, seed: 1 });
 * await model.save('churn.safetensors');
 *
 * const served = await Model.load('churn.safetensors');
 * console.log(served.predict([41, 2, 0.05]), served.predict([41, 2, 0.95])); // yes no
 */
export class Model<L extends Label = Label, R extends object = object> extends Predicting<L, R> {
  /**
   * Of the training that made it; empty for a model that was loaded or made of parameters, but for the temperature
   * that a file keeps.
   */
  readonly history: History;

  /** @internal Use `train`, `Model.load`, `Model.fromBytes` or `Model.from`. */
  constructor(parts: ModelParts<L>, history?: History) {
    super(parts);
    this.history = history ?? historyOf(parts);
    brand('Model', this);
    refuseCopies(this, ...INSTEAD);
  }

  static {
    printable(this.prototype);
  }

  /**
   * A model of a parameter dictionary: what `nnModel` or the verbs have trained, to serve and to save.
   *
   * @param net `activation`, `output` (default tanh, sigmoid), and names: `classes` (default 0 and 1,
   * or 0, 1, 2, … for softmax), `features`, `targets`; `positive`, of two classes the one
   * that is looked for; `task: 'multilabel'` where each sigmoid output is a
   * label of its own
   * @throws `ERR_SHAPE` for matrices that make no network, `ERR_DATA` for a parameter that is not finite
   *
   * @example
   * import { datasets, Model, nnModel } from 'densely';
   *
   * const { X, Y } = datasets.flower();
   * const parameters = nnModel(X, Y, 4, { seed: 3, numIterations: 2000 });
   * const model = Model.from(parameters, { classes: ['red', 'blue'] });
   * console.log(model.predict([1, 2]), model.classes); // red [ 'red', 'blue' ]
   */
  static from<const L extends ClassLabel = number>(
    parameters: ParameterDict,
    net?: Net & ModelOptions<L>,
  ): Model<L> {
    nothingMore('Model.from()', arguments, 2);
    return new Model(partsFrom<L>(parameters, net));
  }

  /**
   * The model of a file that `save` wrote. Other work has its turn after each megabyte; what cannot be a
   * model is refused before its numbers are read.
   * @param path or the URL of a file, such as `new URL('model.safetensors', import.meta.url)`
   * @param options `classes`: those that the model must have, which its labels are typed by
   * @throws (rejects) `ERR_MODEL_FILE` for anything else, however little is damaged; `ERR_DATA` for other
   * classes than were named
   *
   * @example
   * import { datasets, Model, train } from 'densely';
   *
   * await (await train(datasets.moons(), { epochs: 5 })).save('moons.safetensors');
   * const model = await Model.load('moons.safetensors');
   * console.log(model.features, model.classes); // [ 'x1', 'x2' ] [ 0, 1 ]
   * const typed = await Model.load('moons.safetensors', { classes: [0, 1] });
   * const label: 0 | 1 = typed.predict([0, 2]);
   * console.log(label === model.predict([0, 2])); // true
   */
  static async load<const L extends Label = Label>(
    path: string | URL,
    options?: LoadOptions<L>,
  ): Promise<Model<L>> {
    nothingMore('Model.load()', arguments, 2);
    const classes = expectedClasses(options);
    return new Model(withClasses<L>(await loadParts(path), classes));
  }

  /**
   * The model of the bytes of a file.
   * @param options as of {@link Model.load}
   * @throws `ERR_MODEL_FILE` for anything that `toBytes` or `save` did not write, `ERR_DATA` for other classes
   *
   * @example
   * import { datasets, Model, train } from 'densely';
   *
   * const model = await train(datasets.moons(), { epochs: 5 });
   * const same = Model.fromBytes(model.toBytes());
   * console.log(same.probabilities([0, 1])[1] === model.probabilities([0, 1])[1]); // true
   */
  static fromBytes<const L extends Label = Label>(
    bytes: Uint8Array,
    options?: LoadOptions<L>,
  ): Model<L> {
    nothingMore('Model.fromBytes()', arguments, 2);
    const classes = expectedClasses(options);
    return new Model(withClasses<L>(partsFromBytes(bytes), classes));
  }

  /** What it predicts. */
  get task(): Task {
    return taskOf(partsWithin(this));
  }

  /** Class labels, or null for regression and for several labels. */
  get classes(): readonly L[] | null {
    return partsWithin(this).classes;
  }

  /**
   * Of two classes the one that is looked for: predicted where its probability is above {@link Model.threshold}, and
   * what precision, recall and F1 of {@link Model.evaluate} are of. Null where there are not two.
   */
  get positive(): L | null {
    const { classes, positive = 1 } = partsWithin(this);
    return classes?.length === 2 ? classes[positive]! : null;
  }

  /**
   * Of two classes the probability above which the positive one is predicted; of several labels that of each; null
   * for what has none.
   */
  get threshold(): number | readonly number[] | null {
    const { classes, thresholds, spec } = partsWithin(this);
    const count = thresholdCount(spec);
    if (count === 0) return null;
    const all = thresholds ?? new Array<number>(count).fill(HALF);
    return classes ? all[0]! : all.slice();
  }

  /**
   * The same model with another threshold: of two classes it predicts the positive one where its probability is
   * above `threshold`; of several labels each where its own is. Its file keeps it; probabilities stay as they are.
   *
   * @param threshold above 0 and below 1, 0.5 as before; of several labels one for all, or one of each: see
   * {@link Model.bestThreshold}
   * @throws `ERR_OPTION` for another number, and for a model that predicts neither two classes nor labels
   *
   * @example
   * import { Dataset, train } from 'densely';
   *
   * const data = Dataset.from([[1], [2], [8], [9]], ['no', 'no', 'yes', 'yes']);
   * const model = await train(data, { epochs: 300, seed: 1 });
   * const careful = model.withThreshold(0.999999);
   * console.log(model.predict([9]), careful.predict([9]), careful.threshold); // yes no 0.999999
   */
  withThreshold(threshold: number | readonly number[]): Model<L, R> {
    nothingMore('withThreshold()', arguments, 1);
    const parts = partsWithin(this);
    const thresholds = thresholdsOption('threshold', threshold, parts);
    return new Model<L, R>({ ...parts, thresholds, checksum: undefined }, this.history);
  }

  /** The levels of {@link Model.quantiles}, ascending; null for a model that predicts no quantiles. */
  get quantileLevels(): readonly number[] | null {
    return quantileLevels(partsWithin(this).spec)?.slice() ?? null;
  }

  /** Feature names, n_x of them. */
  get features(): readonly string[] {
    return partsWithin(this).features;
  }

  /**
   * Names of what the network reads: a feature that is a number is one input; others are several, such as
   * `plan=team`, or `age missing`.
   */
  get inputNames(): readonly string[] {
    return inputNamesOf(partsWithin(this));
  }

  /**
   * The examples as the network reads them: every column encoded and scaled.
   *
   * @param table whose columns are the model's, in any order
   * @returns (inputs, m) of the model's dtype, one row for each of {@link Model.inputNames}
   * @throws `ERR_DATA` for other columns
   *
   * @example
   * import { Dataset, train } from 'densely';
   *
   * const records = [{ plan: 'team', left: 'no' }, { plan: 'free', left: 'yes' }];
   * const data = Dataset.fromRecords(records, { target: 'left' });
   * const model = await train(data, { epochs: 1, scale: 'none' });
   * console.log(model.inputNames, model.encode(data).toArray()); // [ 'plan=free' ] [ [ -1, 1 ] ]
   */
  encode(table: Table): Matrix {
    nothingMore('encode()', arguments, 1);
    return atOnce(encodedTable(checkTable('table', table), partsWithin(this)));
  }

  /** @internal Did somebody name the features? */
  get named(): boolean {
    return partsWithin(this).named;
  }

  /** @internal How a file is to be read for it. */
  get reading(): ModelColumns {
    return readingFor(partsWithin(this));
  }

  /** Names of the target columns: one for classes, n_y for regression and for labels. */
  get targets(): readonly string[] {
    return partsWithin(this).targets;
  }

  /** Element type of the parameters and of all arithmetic. */
  get dtype(): DType {
    return partsWithin(this).spec.dtype;
  }

  /** How features, and the targets of a regression, are scaled on their way in and out. */
  get scale(): ScaleName {
    return partsWithin(this).scaling.scale;
  }

  /** W1, b1, … as copies: changing them changes nothing here. */
  get parameters(): ParameterDict {
    return unpack(partsWithin(this).parameters.slice(), partsWithin(this).spec);
  }

  /**
   * Layers, shapes and numbers of parameters; of a model that reads words, dates or holes also what each column
   * becomes; after a training with held-out examples also how these chose its epoch.
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const model = await train(datasets.moons(), { hidden: [3], epochs: 1 });
   * console.log(String(model.summary()));
   */
  summary(): NetworkSummary {
    nothingMore('summary()', arguments, 0);
    return summaryOf(partsWithin(this), this.history);
  }

  /**
   * Writes a safetensors file: complete or not at all, and the old file stays until then. The weights
   * are `layers.0.weight`, `layers.0.bias`, …, as PyTorch names them. Other work has its turn after each
   * megabyte.
   * @param path or the URL of a file
   * @throws (rejects) `ERR_MODEL_FILE` when the folder cannot be written or is full
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const model = await train(datasets.moons(), { epochs: 5 });
   * await model.save('moons.safetensors');
   * await model.save('no/such/folder/moons.safetensors').catch((error) => {
   *   console.log(error.code); // ERR_MODEL_FILE
   * });
   */
  async save(path: string | URL): Promise<void> {
    nothingMore('save()', arguments, 1);
    await saveParts(path, partsWithin(this));
  }

  /**
   * The bytes that `save` writes.
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const bytes = (await train(datasets.moons(), { hidden: [4], epochs: 5 })).toBytes();
   * console.log(bytes instanceof Uint8Array, bytes.length < 2000); // true true
   */
  toBytes(): Uint8Array {
    nothingMore('toBytes()', arguments, 0);
    return partsToBytes(partsWithin(this));
  }

  /**
   * {@link toBytes} without holding up the event loop: other work has its turn after each megabyte.
   *
   * @example
   * import { datasets, Model, train } from 'densely';
   *
   * const model = await train(datasets.moons(), { epochs: 5 });
   * const same = Model.fromBytes(await model.toBytesAsync());
   * console.log(same.predict([0, 1]) === model.predict([0, 1])); // true
   */
  async toBytesAsync(): Promise<Uint8Array> {
    nothingMore('toBytesAsync()', arguments, 0);
    return partsToBytesAsync(partsWithin(this));
  }

  /**
   * Refused: JSON would hold no weights. See {@link Model.toBytes}.
   * @throws `ERR_DATA`, as `structuredClone`, `postMessage`, `workerData` and `{ ...model }` do
   *
   * @example
   * import { datasets, Model, train } from 'densely';
   *
   * const model = await train(datasets.moons(), { epochs: 5 });
   * // What a model can be sent as, and what is to be done with it there.
   * const bytes = structuredClone(model.toBytes());
   * console.log(Model.fromBytes(bytes).features); // [ 'x1', 'x2' ]
   */
  toJSON(key?: string): string {
    return refuseJson(this, key, ...INSTEAD);
  }

  /**
   * Sizes, names and layers, as console.log shows them too.
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const model = await train(datasets.moons(), { hidden: [3], epochs: 1 });
   * console.log(String(model).split('\n')[0]); // Model 2-3-1, float32, scale standard
   */
  override toString(): string {
    const parts = partsWithin(this as object);
    return parts ? modelText(parts) : Object.prototype.toString.call(this);
  }
}
