import { brand } from '../base/brand.js';
import { nothingMore, readOptions, signalOption } from '../base/checks.js';
import { untilAborted } from '../base/cancel.js';
import {
  isShared,
  sharedCopy,
  sharedZeros,
  zeros,
  type DType,
  type FloatArray,
} from '../base/dtype.js';
import { placementOf, type Matrix } from '../base/matrix.js';
import { printable } from '../base/printed.js';
import type { Row } from '../base/rows.js';
import { atOnce } from '../base/slices.js';
import { inSlices } from '../base/turns.js';
import { refuseCopies, refuseJson } from '../base/uncopied.js';
import type { Inference, Predictor, Program } from '../backend/backend.js';
import { currentBackend } from '../backend/select.js';
import { checkDataset, Dataset } from '../data/dataset.js';
import type { Scale } from '../data/scaler.js';
import type { ClassLabel, Label } from '../data/targets.js';
import { unpack, type ParameterDict } from '../network/parameters.js';
import { outputsOf, type Net } from '../network/spec.js';
import { summarize, type NetworkSummary } from '../network/summary.js';
import { evaluate, evaluateAsync, type MetricsOf } from './evaluate.js';
import { expectedClasses, withClasses, type LoadOptions } from './expected.js';
import { loadParts, partsFromBytes, partsToBytes, partsToBytesAsync, saveParts } from './file.js';
import { partsFrom, type ModelOptions } from './from.js';
import { NO_HISTORY, type History } from './history.js';
import {
  checkBuffers,
  notFinite,
  readDataset,
  readInput,
  type Examples,
  type Input,
} from './inputs.js';
import { labelsOf, probabilitiesOf, type Answer } from './outputs.js';
import type { ModelParts } from './parts.js';
import { modelText } from './text.js';

const INSTEAD = [
  'Model',
  'keep or send model.toBytes(), which Model.fromBytes reads, or model.save(path)',
] as const;

/**
 * Options of `predictAsync`, `probabilitiesAsync` and `evaluateAsync`.
 *
 * @example
 * import { type AsyncOptions, datasets, train } from 'densely';
 *
 * const data = datasets.moons();
 * const model = await train(data, { epochs: 5 });
 * const soon: AsyncOptions = { signal: AbortSignal.timeout(10_000) };
 * console.log((await model.predictAsync(data.X, soon)).length); // 200
 */
export interface AsyncOptions {
  /** Gives the work up; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What a model predicts with, for what is built on models. */
export let partsWithin: <L extends Label>(model: Model<L>) => ModelParts<L>;

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
export class Model<L extends Label = Label> {
  /** Of the training that made it; empty for a model that was loaded or made of parameters. */
  readonly history: History;
  readonly #parts: ModelParts<L>;
  readonly #program: Program;
  readonly #predictor: Predictor;

  /** @internal Use `train`, `Model.load`, `Model.fromBytes` or `Model.from`. */
  constructor(parts: ModelParts<L>, history: History = NO_HISTORY) {
    const { spec, parameters } = parts;
    const own = isShared(parameters) ? parameters : sharedCopy(spec.dtype, parameters);
    this.#parts = { ...parts, parameters: own };
    this.#program = currentBackend().program(spec);
    this.#predictor = this.#program.predictor(own, parts.scaling);
    this.history = history;
    brand('Model', this);
    refuseCopies(this, ...INSTEAD);
  }

  static {
    printable(this.prototype);
    partsWithin = (model) => model.#parts;
  }

  /**
   * A model of a parameter dictionary: what `nnModel` or the verbs have trained, to serve and to save.
   *
   * @param net `activation`, `output` (default tanh, sigmoid), and names: `classes` (default 0 and 1,
   * or 0, 1, 2, … for softmax), `features`, `targets`
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

  /** Class labels, or null for regression. */
  get classes(): readonly L[] | null {
    return this.#parts.classes;
  }

  /** Feature names, n_x of them. */
  get features(): readonly string[] {
    return this.#parts.features;
  }

  /** @internal Did somebody name the features? */
  get named(): boolean {
    return this.#parts.named;
  }

  /** Names of the target columns: one for classes, n_y for regression. */
  get targets(): readonly string[] {
    return this.#parts.targets;
  }

  /** Element type of the parameters and of all arithmetic. */
  get dtype(): DType {
    return this.#parts.spec.dtype;
  }

  /** How features, and the targets of a regression, are scaled on their way in and out. */
  get scale(): Scale {
    return this.#parts.scaling.scale;
  }

  /** W1, b1, … as copies: changing them changes nothing here. */
  get parameters(): ParameterDict {
    return unpack(this.#parts.parameters.slice(), this.#parts.spec);
  }

  /**
   * Layers, shapes and numbers of parameters.
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const model = await train(datasets.moons(), { hidden: [3], epochs: 1 });
   * console.log(String(model.summary()));
   */
  summary(): NetworkSummary {
    nothingMore('summary()', arguments, 0);
    return summarize(this.#parts.spec);
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
    await saveParts(path, this.#parts);
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
    return partsToBytes(this.#parts);
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
    return partsToBytesAsync(this.#parts);
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
  toString(): string {
    return #parts in this ? modelText(this.#parts) : Object.prototype.toString.call(this);
  }

  /**
   * The label of one example, or of each of a list of examples, or of each column of a Matrix (n_x, m).
   * Two classes: the second where its probability is above 0.5. Regression: the value, or the list of
   * values where there are several.
   *
   * @throws `ERR_SHAPE` for an example of another width, `ERR_DATA` for values that are not finite numbers, and
   * for an example whose outputs are none
   *
   * @example
   * import { Dataset, Matrix, train } from 'densely';
   *
   * const data = Dataset.from([[1], [2], [8], [9]], ['low', 'low', 'high', 'high']);
   * const model = await train(data, { epochs: 300, seed: 1 });
   * console.log(model.predict([1.5])); // low
   * console.log(model.predict([[0], [10]])); // [ 'low', 'high' ]
   * console.log(model.predict(Matrix.from([[0, 10]]))); // [ 'low', 'high' ]
   */
  predict(example: Row): L;
  predict(examples: readonly Row[] | Matrix): L[];
  predict(input: Examples): L | L[] {
    if (arguments.length > 1) nothingMore('predict()', arguments, 1);
    const answer = this.#outputs(input);
    const labels = atOnce(labelsOf(answer, this.#parts));
    return answer.input.single ? labels[0]! : labels;
  }

  /**
   * The network's outputs for one example or each of several: the probability of each class, n_classes
   * numbers; for regression the values.
   *
   * @throws `ERR_SHAPE`, `ERR_DATA` as {@link Model.predict}
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const model = await train(datasets.blobs({ centers: 3 }), { epochs: 20, seed: 1 });
   * const p = model.probabilities([0, 0]);
   * console.log(p.length, (p[0] ?? 0) + (p[1] ?? 0) + (p[2] ?? 0) > 0.999); // 3 true
   */
  probabilities(example: Row): Float64Array;
  probabilities(examples: readonly Row[] | Matrix): Float64Array[];
  probabilities(input: Examples): Float64Array | Float64Array[] {
    if (arguments.length > 1) nothingMore('probabilities()', arguments, 1);
    const answer = this.#outputs(input);
    const list = atOnce(probabilitiesOf(answer, this.#parts));
    return answer.input.single ? list[0]! : list;
  }

  /**
   * The network's outputs without allocating anything: examples one behind another in `input`,
   * n_x numbers each; n_y numbers each in `out` (two classes: one number, the second class's
   * probability). Both of the model's dtype. Nothing is looked at: NaN gives NaN, and what grows beyond the
   * dtype gives Infinity or NaN, where {@link Model.predict} refuses.
   *
   * @throws `ERR_DTYPE` for arrays of another element type, `ERR_SHAPE` for lengths that do not fit
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const model = await train(datasets.moons(), { epochs: 20, seed: 1 }); // float32
   * const input = Float32Array.of(0, 1, 1, -0.5); // two examples
   * const out = new Float32Array(2);
   * model.predictInto(input, out);
   * console.log(out[0] === model.probabilities([0, 1])[1]); // true
   */
  predictInto(input: FloatArray, out: FloatArray): void {
    if (arguments.length > 2) nothingMore('predictInto()', arguments, 2);
    checkBuffers(input, out, this.#parts);
    this.#predictor(input, out, false);
  }

  /**
   * {@link predict} off the event loop, for large batches (the hop costs as much as two hundred rows of
   * a small network). A Dataset is read where it lies, its columns found by name as in
   * {@link Model.evaluate}. What can change is copied before this returns: a Matrix as memory, rows
   * number by number, which holds the event loop as long as a small network takes for them.
   *
   * @throws (rejects) as `predict` does, or with the signal's reason
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const data = datasets.moons({ size: 10_000 });
   * const model = await train(data, { epochs: 2, seed: 1 });
   * const labels = await model.predictAsync(data);
   * console.log(labels.length); // 10000
   */
  predictAsync(example: Row, options?: AsyncOptions): Promise<L>;
  predictAsync(examples: readonly Row[] | Matrix | Dataset, options?: AsyncOptions): Promise<L[]>;
  async predictAsync(input: Examples | Dataset, options?: AsyncOptions): Promise<L | L[]> {
    nothingMore('predictAsync()', arguments, 2);
    const signal = readSignal(options);
    const answer = await this.#outputsAsync(input, signal);
    const labels = await inSlices(labelsOf(answer, this.#parts), signal);
    return answer.input.single ? labels[0]! : labels;
  }

  /**
   * {@link probabilities} off the event loop: see {@link predictAsync}.
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const model = await train(datasets.moons(), { epochs: 5, seed: 1 });
   * const [first] = await model.probabilitiesAsync([[0, 1], [1, 0]]);
   * console.log(first?.length); // 2
   */
  probabilitiesAsync(example: Row, options?: AsyncOptions): Promise<Float64Array>;
  probabilitiesAsync(
    examples: readonly Row[] | Matrix | Dataset,
    options?: AsyncOptions,
  ): Promise<Float64Array[]>;
  async probabilitiesAsync(
    input: Examples | Dataset,
    options?: AsyncOptions,
  ): Promise<Float64Array | Float64Array[]> {
    nothingMore('probabilitiesAsync()', arguments, 2);
    const signal = readSignal(options);
    const answer = await this.#outputsAsync(input, signal);
    const list = await inSlices(probabilitiesOf(answer, this.#parts), signal);
    return answer.input.single ? list[0]! : list;
  }

  /**
   * How good the predictions are on other data: of classes where the labels' type says so. Regression is measured in the targets' own units.
   * Columns are found by name, in any order, where somebody named those of the data and those of the
   * model (a header, records, `features: […]`), else by place; classes by their labels.
   *
   * @throws `ERR_DATA` for other features or targets than the model's, or a label that it does not know
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const [fit, test] = datasets.moons({ size: 400 }).split({ test: 0.25, seed: 1 });
   * const scores = (await train(fit, { epochs: 200, seed: 1 })).evaluate(test);
   * console.log(scores.size, scores.accuracy > 0.9); // 100 true
   */
  evaluate<K extends Label>(this: Model<K>, data: Dataset): MetricsOf<K> {
    nothingMore('evaluate()', arguments, 1);
    checkDataset(data);
    return evaluate(data, this.#parts, this.#program) as MetricsOf<K>;
  }

  /**
   * {@link evaluate} off the event loop: the same figures, bit for bit. The dataset is read where it
   * lies.
   *
   * @throws (rejects) as `evaluate` does, or with the signal's reason
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const [fit, test] = datasets.moons({ size: 10_000 }).split({ test: 0.5, seed: 1 });
   * const model = await train(fit, { epochs: 2, seed: 1 });
   * const scores = await model.evaluateAsync(test, { signal: AbortSignal.timeout(10_000) });
   * console.log(scores.cost === model.evaluate(test).cost); // true
   */
  async evaluateAsync<K extends Label>(
    this: Model<K>,
    data: Dataset,
    options?: AsyncOptions,
  ): Promise<MetricsOf<K>> {
    nothingMore('evaluateAsync()', arguments, 2);
    checkDataset(data);
    const signal = readSignal(options);
    return (await evaluateAsync(data, this.#parts, this.#program, signal)) as MetricsOf<K>;
  }

  #outputs(examples: unknown): Answer {
    const input = readInput(examples, this.#parts, false);
    const work = this.#inference(input, zeros);
    // Rows lie one behind another, as the predictor takes them.
    const wrong = input.asRows
      ? this.#predictor(placementOf(input.x).storage, work.out, true)
      : this.#program.infer(work).wrong;
    return this.#answer(input, work, wrong);
  }

  async #outputsAsync(examples: unknown, signal: AbortSignal | undefined): Promise<Answer> {
    const input =
      examples instanceof Dataset
        ? readDataset(examples, this.#parts)
        : readInput(examples, this.#parts, true);
    const work = this.#inference(input, sharedZeros);
    const { wrong } = await untilAborted(signal, (cancel) =>
      this.#program.inferAsync(work, cancel),
    );
    return this.#answer(input, work, wrong);
  }

  #inference({ x }: Input, allocate: typeof zeros): Inference {
    const { spec, parameters, scaling } = this.#parts;
    const out = allocate(spec.dtype, x.cols * outputsOf(spec));
    return { parameters, scaling, x, y: null, out };
  }

  #answer(input: Input, { out }: Inference, wrong: number | undefined): Answer {
    if (wrong !== undefined && wrong >= 0) throw notFinite(input, wrong, this.#parts);
    return { outputs: out, input };
  }
}

/** @throws the signal's reason */
function readSignal(options: unknown): AbortSignal | undefined {
  const signal = signalOption('signal', readOptions('options', options, ['signal']).signal);
  signal?.throwIfAborted();
  return signal;
}
