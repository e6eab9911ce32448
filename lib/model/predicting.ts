import { beginning, predictChannel, type PredictMessage } from '../base/channels.js';
import { isRecord, nothingMore, readOptions, signalOption } from '../base/checks.js';
import { untilAborted } from '../base/cancel.js';
import { clock } from '../base/clock.js';
import { isShared, sharedCopy, sharedZeros, zeros, type FloatArray } from '../base/dtype.js';
import { DenselyError, invalid, show, some } from '../base/errors.js';
import { isIterable, listFrom } from '../base/iterables.js';
import { Matrix, placementOf } from '../base/matrix.js';
import { atOnce } from '../base/slices.js';
import { inSlices } from '../base/turns.js';
import { lengthOf } from '../base/typed-array.js';
import type { Inference, Predictor, Program } from '../backend/backend.js';
import { currentBackend } from '../backend/select.js';
import type { Dataset } from '../data/dataset.js';
import { unscaleTargets } from '../data/encoding/target.js';
import { Table } from '../data/table.js';
import type { Label } from '../data/targets.js';
import { outputsOf, quantileLevels } from '../network/spec.js';
import { BEST_KEYS, bestThresholdPlan, type BestThresholdOptions } from './best-threshold.js';
import {
  evaluate,
  evaluateAsync,
  judgedAsync,
  lookAt,
  lookAtAsync,
  type Judged,
} from './evaluate.js';
import { checkBuffers, encodedRows } from './buffers.js';
import { notFinite, type Input } from './input.js';
import { isExample, readExamples, readInput } from './inputs.js';
import { EVALUATE_KEYS, evaluatePlan, type EvaluateOptions } from './evaluate-options.js';
import type { Extra } from './example-cells.js';
import { extraOption, type ExtraOption } from './extra-option.js';
import type { Example, Examples, ExampleStream, LabelledExamples } from './example-types.js';
import { checkRecord, evaluatedOf, type Evaluated } from './labelled.js';
import type { Metrics, MetricsOf } from './metric-types.js';
import { sortLevels } from '../backend/metrics/told.js';
import { labelsOf, probabilitiesOf, type Answer } from './outputs.js';
import type { ModelParts } from './parts.js';
import type { ThresholdOf } from './threshold.js';

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
export interface AsyncOptions extends ExtraOption {
  /** Gives the work up; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What a model predicts with, for what is built on models; undefined for what is none. */
export let partsWithin: {
  <L extends Label>(model: Predicting<L>): ModelParts<L>;
  (model: object): ModelParts | undefined;
};

/** How good a model is on data, with all that came out of it. */
export let judgedBy: <L extends Label>(
  model: Predicting<L>,
  data: Dataset,
  signal: AbortSignal | undefined,
) => Promise<Judged<L>>;

/** What a model does with examples. */
export class Predicting<L extends Label = Label, R extends object = object> {
  readonly #parts: ModelParts<L>;
  readonly #program: Program;
  readonly #predictor: Predictor;

  /** @internal */
  constructor(parts: ModelParts<L>) {
    const { spec, parameters } = parts;
    const own = isShared(parameters) ? parameters : sharedCopy(spec.dtype, parameters);
    this.#parts = { ...parts, parameters: own };
    this.#program = currentBackend().program(spec);
    this.#predictor = this.#program.predictor(own, parts.scaling);
  }

  static {
    partsWithin = ((model: object) =>
      #parts in model ? model.#parts : undefined) as typeof partsWithin;
    judgedBy = (model, data, signal) => judgedAsync(data, model.#parts, model.#program, signal);
  }

  /**
   * The label of one example, or of each of a list of examples, or of each column of a Matrix (n_x, m).
   * Two classes: the second where its probability is above 0.5. Regression: the value, or the list of
   * values where there are several; of quantiles that of the level nearest to 0.5, of two as near the lower one. Several labels: 1 or 0 for each, in the order of `targets`, 1 where its
   * probability is above 0.5.
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
  predict(examples: Examples<R>, options?: ExtraOption): L[];
  predict(example: Example<R>, options?: ExtraOption): L;
  predict(input: unknown): L | L[] {
    const extra = arguments.length > 1 ? extraIn('predict()', arguments) : 'refuse';
    const began = beginning(predictChannel);
    const answer = this.#outputs(input, extra);
    const labels = atOnce(labelsOf(answer, this.#parts));
    if (began !== undefined) this.#publish('predict', began, answer.input.x.cols);
    return answer.input.single ? labels[0]! : labels;
  }

  /**
   * The network's outputs for one example or each of several: the probability of each class, n_classes
   * numbers; for regression the values, or the quantiles, ascending; for
   * several labels the probability of each.
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
  probabilities(examples: Examples<R>, options?: ExtraOption): Float64Array[];
  probabilities(example: Example<R>, options?: ExtraOption): Float64Array;
  probabilities(input: unknown): Float64Array | Float64Array[] {
    const extra = arguments.length > 1 ? extraIn('probabilities()', arguments) : 'refuse';
    return this.#numbers('probabilities', input, extra);
  }

  /**
   * The quantiles of one example, or of each of several: a number for each of {@link Model.quantileLevels}, in the
   * target's own unit. They ascend.
   *
   * @throws `ERR_OPTION` for a model that was not trained with loss `{ quantiles: [...] }`; `ERR_SHAPE`, `ERR_DATA` as
   * {@link Model.predict}
   *
   * @example
   * import { Dataset, train } from 'densely';
   *
   * const rows = Array.from({ length: 99 }, () => [0]);
   * const data = Dataset.from(rows, rows.map((_, i) => i + 0.5));
   * const loss = { quantiles: [0.1, 0.5, 0.9] };
   * const model = await train(data, { loss, hidden: [], learningRate: 0.05, seed: 1 });
   * const [low = 0, middle = 0, high = 0] = model.quantiles([0]);
   * console.log(Math.round(low / 10), Math.round(middle / 10), Math.round(high / 10)); // 1 5 9
   */
  quantiles(examples: Examples<R>, options?: ExtraOption): Float64Array[];
  quantiles(example: Example<R>, options?: ExtraOption): Float64Array;
  quantiles(input: unknown): Float64Array | Float64Array[] {
    const extra = arguments.length > 1 ? extraIn('quantiles()', arguments) : 'refuse';
    checkQuantiles('quantiles()', this.#parts);
    return this.#numbers('quantiles', input, extra);
  }

  /**
   * The network's outputs without allocating anything: examples one behind another in `input`,
   * n_x numbers each; n_y numbers each in `out` (two classes: one number, the second class's
   * probability; quantiles: one of each level, ascending). Both of the model's dtype. Nothing is looked at: NaN gives NaN, and what grows beyond the
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
    const began = beginning(predictChannel);
    checkBuffers(input, out, this.#parts);
    const { encoding, values, spec } = this.#parts;
    this.#predictor(encoding ? encodedRows(input, this.#parts) : input, out, false);
    if (values) unscaleTargets(values, out);
    sortLevels(out, 0, out.length / outputsOf(spec), spec);
    if (began !== undefined) this.#publish('predictInto', began, lengthOf(out) / outputsOf(spec));
  }

  /**
   * {@link predict} off the event loop, for large batches (the hop costs as much as two hundred rows of
   * a small network). A Dataset is read where it lies, its columns found by name as in
   * {@link Model.evaluate}. What can change is copied before this returns: a Matrix as memory, rows
   * number by number, which holds the event loop as long as a small network takes for them. Records, and what
   * gives its examples one by one (a stream in object mode, a database's cursor, a generator), are read in slices
   * of a few milliseconds: leave records as they are until this resolves.
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
  predictAsync(examples: Examples<R> | ExampleStream<R>, options?: AsyncOptions): Promise<L[]>;
  predictAsync(example: Example<R>, options?: AsyncOptions): Promise<L>;
  async predictAsync(input: unknown, options?: AsyncOptions): Promise<L | L[]> {
    nothingMore('predictAsync()', arguments, 2);
    const began = beginning(predictChannel);
    const { signal, extra } = readAsyncOptions(options);
    const answer = await this.#outputsAsync(input, signal, extra);
    const labels = await inSlices(labelsOf(answer, this.#parts), signal);
    if (began !== undefined) this.#publish('predictAsync', began, answer.input.x.cols);
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
  probabilitiesAsync(
    examples: Examples<R> | ExampleStream<R>,
    options?: AsyncOptions,
  ): Promise<Float64Array[]>;
  probabilitiesAsync(example: Example<R>, options?: AsyncOptions): Promise<Float64Array>;
  async probabilitiesAsync(
    input: unknown,
    options?: AsyncOptions,
  ): Promise<Float64Array | Float64Array[]> {
    nothingMore('probabilitiesAsync()', arguments, 2);
    return this.#numbersAsync('probabilitiesAsync', input, options);
  }

  /**
   * {@link quantiles} off the event loop: see {@link predictAsync}.
   *
   * @example
   * import { Dataset, train } from 'densely';
   *
   * const data = Dataset.from([[0], [1], [2]], [1.5, 2.5, 9]);
   * const model = await train(data, { loss: { quantiles: [0.25, 0.75] }, epochs: 5, seed: 1 });
   * const [first] = await model.quantilesAsync(data);
   * console.log(first?.length, model.quantileLevels); // 2 [ 0.25, 0.75 ]
   */
  quantilesAsync(
    examples: Examples<R> | ExampleStream<R>,
    options?: AsyncOptions,
  ): Promise<Float64Array[]>;
  quantilesAsync(example: Example<R>, options?: AsyncOptions): Promise<Float64Array>;
  async quantilesAsync(
    input: unknown,
    options?: AsyncOptions,
  ): Promise<Float64Array | Float64Array[]> {
    nothingMore('quantilesAsync()', arguments, 2);
    checkQuantiles('quantilesAsync()', this.#parts);
    return this.#numbersAsync('quantilesAsync', input, options);
  }

  /**
   * How good the predictions are on other data: of classes where the labels' type says so. Regression is measured in the targets' own units.
   * Columns are found by name, in any order, where somebody named those of the data and those of the
   * model (a header, records, `features: […]`), else by place; classes by their labels.
   *
   * Records hold their targets, under the names that the model has: {@link Model.targets}.
   *
   * @throws `ERR_DATA` for other features or targets than the model's, for a record without its target, or a
   * label that the model does not know
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const [fit, test] = datasets.moons({ size: 400 }).split({ test: 0.25, seed: 1 });
   * const scores = (await train(fit, { epochs: 200, seed: 1 })).evaluate(test);
   * console.log(scores.size, scores.accuracy > 0.9); // 100 true
   */
  evaluate<K extends Label>(
    this: Predicting<K>,
    data: LabelledExamples,
    options?: EvaluateOptions,
  ): MetricsOf<K>;
  evaluate(data: unknown): Metrics<L> {
    const plan = evaluatePlan(optionsIn('evaluate()', arguments, EVALUATE_KEYS), this.#parts);
    return evaluate(evaluatedOf(data, this.#parts), plan, this.#program);
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
  evaluateAsync<K extends Label>(
    this: Predicting<K>,
    data: LabelledExamples | Iterable<object> | AsyncIterable<object>,
    options?: EvaluateOptions & AsyncOptions,
  ): Promise<MetricsOf<K>>;
  async evaluateAsync(data: unknown, options?: unknown): Promise<Metrics<L>> {
    nothingMore('evaluateAsync()', arguments, 2);
    const { signal, ...said } = readOptions('options', options, [...EVALUATE_KEYS, 'signal']);
    const own = readSignal(signal);
    const plan = evaluatePlan(said, this.#parts);
    return evaluateAsync(await this.#evaluated(data, own), plan, this.#program, own);
  }

  /**
   * The threshold for the positive class of two, or of each label, at which a score of these examples is highest:
   * midway between two neighbouring probabilities. Of equal scores it is the one nearest to 0.5, of two as near the
   * higher one. A label that all examples have, or none, keeps the threshold that it has. Examples count by their
   * weights. Choose it on other data than you report on.
   *
   * @throws `ERR_OPTION` for a model that predicts neither two classes nor labels, and for a score that is no number;
   * `ERR_DATA` as {@link Model.evaluate}, and where the data hold examples of one class only
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const [fit, test] = datasets.moons({ size: 400 }).split({ test: 0.5, seed: 1 });
   * const model = await train(fit, { epochs: 20, seed: 1 });
   * const threshold = model.bestThreshold(fit, { score: 'f1' });
   * const costly = model.bestThreshold(fit, {
   *   score: ({ falsePositives, falseNegatives }) => -(falsePositives + 20 * falseNegatives),
   * });
   * console.log(threshold > costly, model.withThreshold(threshold).evaluate(test).accuracy > 0.7); // true true
   */
  bestThreshold<K extends Label>(
    this: Predicting<K>,
    data: LabelledExamples,
    options?: BestThresholdOptions,
  ): ThresholdOf<K>;
  bestThreshold(data: unknown): number | readonly number[] {
    const parts = this.#parts;
    const said = optionsIn('bestThreshold()', arguments, BEST_KEYS);
    const { extra, find } = bestThresholdPlan(said, parts);
    return lookAt(evaluatedOf(data, parts), { parts, extra }, this.#program, find);
  }

  /**
   * {@link bestThreshold} off the event loop: the same figure.
   *
   * @throws (rejects) as `bestThreshold` does, or with the signal's reason
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const data = datasets.moons({ size: 10_000 });
   * const model = await train(data, { epochs: 2, seed: 1 });
   * const soon = await model.bestThresholdAsync(data, { score: 'accuracy' });
   * console.log(soon === model.bestThreshold(data, { score: 'accuracy' })); // true
   */
  bestThresholdAsync<K extends Label>(
    this: Predicting<K>,
    data: LabelledExamples | Iterable<object> | AsyncIterable<object>,
    options?: BestThresholdOptions & AsyncOptions,
  ): Promise<ThresholdOf<K>>;
  async bestThresholdAsync(data: unknown, options?: unknown): Promise<number | readonly number[]> {
    nothingMore('bestThresholdAsync()', arguments, 2);
    const { signal, ...said } = readOptions('options', options, [...BEST_KEYS, 'signal']);
    const own = readSignal(signal);
    const parts = this.#parts;
    const { extra, find } = bestThresholdPlan(said, parts);
    const list = await this.#evaluated(data, own);
    return lookAtAsync(list, { parts, extra }, this.#program, find, own);
  }

  async #evaluated(data: unknown, signal: AbortSignal | undefined): Promise<Evaluated> {
    const parts = this.#parts;
    const check = (record: unknown, i: number): void => checkRecord(record, i, parts.targets);
    return evaluatedOf(isIterable(data) ? await listFrom(data, check, signal) : data, parts);
  }

  #numbers(
    verb: PredictMessage['verb'],
    examples: unknown,
    extra: Extra,
  ): Float64Array | Float64Array[] {
    const began = beginning(predictChannel);
    const answer = this.#outputs(examples, extra);
    const list = atOnce(probabilitiesOf(answer, this.#parts));
    if (began !== undefined) this.#publish(verb, began, answer.input.x.cols);
    return answer.input.single ? list[0]! : list;
  }

  async #numbersAsync(
    verb: PredictMessage['verb'],
    examples: unknown,
    options: unknown,
  ): Promise<Float64Array | Float64Array[]> {
    const began = beginning(predictChannel);
    const { signal, extra } = readAsyncOptions(options);
    const answer = await this.#outputsAsync(examples, signal, extra);
    const list = await inSlices(probabilitiesOf(answer, this.#parts), signal);
    if (began !== undefined) this.#publish(verb, began, answer.input.x.cols);
    return answer.input.single ? list[0]! : list;
  }

  #publish(verb: PredictMessage['verb'], began: number, rows: number): void {
    const [ms, backend] = [clock.now() - began, currentBackend().name];
    predictChannel.publish({ verb, rows, ms, backend, checksum: this.#parts.checksum });
  }

  #outputs(examples: unknown, extra: Extra): Answer {
    const options = { shared: false, extra } as const;
    const whole = examples instanceof Matrix || examples instanceof Table;
    const input = whole
      ? atOnce(readInput(examples, this.#parts, options))
      : readExamples(examples, this.#parts, options);
    const work = this.#inference(input, zeros);
    const wrong = input.inRows
      ? this.#predictor(placementOf(input.x).storage, work.out, true)
      : this.#program.infer(work).wrong;
    return this.#answer(input, work, wrong);
  }

  async #outputsAsync(
    examples: unknown,
    signal: AbortSignal | undefined,
    extra: Extra,
  ): Promise<Answer> {
    const own = isIterable(examples) ? await listFrom(examples, checkExample, signal) : examples;
    const input = await this.#inputAsync(own, signal, extra);
    const work = this.#inference(input, sharedZeros);
    const { wrong } = await untilAborted(signal, (cancel) =>
      this.#program.inferAsync(work, cancel),
    );
    return this.#answer(input, work, wrong);
  }

  /** Rows of numbers are copied before this returns; records, tables and what is encoded in slices. */
  async #inputAsync(
    examples: unknown,
    signal: AbortSignal | undefined,
    extra: Extra,
  ): Promise<Input> {
    const reading = readInput(examples, this.#parts, { shared: true, extra });
    const first = reading.next();
    return first.done ? first.value : inSlices(reading, signal);
  }

  #inference({ x }: Input, allocate: typeof zeros): Inference {
    const { spec, parameters, scaling } = this.#parts;
    const out = allocate(spec.dtype, x.cols * outputsOf(spec));
    return { parameters, scaling, x, y: null, weights: null, out };
  }

  #answer(input: Input, { out }: Inference, wrong: number | undefined): Answer {
    if (wrong !== undefined && wrong >= 0) throw notFinite(input, wrong, this.#parts);
    const { values } = this.#parts;
    if (values) unscaleTargets(values, out);
    return { outputs: out, input };
  }
}

/** A stream is never one example. */
function checkExample(value: unknown, i: number): void {
  if (!isExample(value))
    throw invalid(`examples[${i}]`, value, 'a row of values, or a record', 'ERR_DATA');
}

/** @throws `ERR_OPTION` for a model whose outputs are no quantiles */
function checkQuantiles(verb: string, { spec, targets }: ModelParts): void {
  if (quantileLevels(spec)) return;
  throw new DenselyError(
    'ERR_OPTION',
    'loss',
    `${verb} needs a model that was trained with loss: { quantiles: [0.1, 0.5, 0.9] }; this one predicts ${some(targets)} and was trained with loss ${show(spec.loss)}.`,
  );
}

/** @throws the signal's reason */
function readAsyncOptions(options: unknown): { signal: AbortSignal | undefined; extra: Extra } {
  const { signal, extra } = readOptions('options', options, ['signal', 'extra']);
  return { signal: readSignal(signal), extra: extraOption(extra) };
}

/** @throws the signal's reason */
function readSignal(signal: unknown): AbortSignal | undefined {
  const own = signalOption('signal', signal);
  own?.throwIfAborted();
  return own;
}

/** Of all arguments of a verb; a list's `map` passes others. */
function optionsIn<K extends string>(
  name: string,
  given: ArrayLike<unknown>,
  keys: readonly K[],
): Partial<Record<K, unknown>> {
  const options = given[1];
  if (options !== undefined && !isRecord(options)) nothingMore(name, given, 1);
  else nothingMore(name, given, 2);
  return isRecord(options) ? readOptions('options', options, keys) : {};
}

function extraIn(name: string, given: ArrayLike<unknown>): Extra {
  return extraOption(optionsIn(name, given, ['extra']).extra);
}
