import { nothingMore, readOptions, signalOption } from '../base/checks.js';
import { untilAborted } from '../base/cancel.js';
import { isShared, sharedCopy, sharedZeros, zeros, type FloatArray } from '../base/dtype.js';
import { placementOf, type Matrix } from '../base/matrix.js';
import type { Row } from '../base/rows.js';
import { atOnce } from '../base/slices.js';
import { inSlices } from '../base/turns.js';
import type { Inference, Predictor, Program } from '../backend/backend.js';
import { currentBackend } from '../backend/select.js';
import { checkDataset, Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import { outputsOf } from '../network/spec.js';
import { evaluate, evaluateAsync, type MetricsOf } from './evaluate.js';
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

/** What a model predicts with, for what is built on models; undefined for what is none. */
export let partsWithin: {
  <L extends Label>(model: Predicting<L>): ModelParts<L>;
  (model: object): ModelParts | undefined;
};

/** What a model does with examples. */
export class Predicting<L extends Label = Label> {
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
  evaluate<K extends Label>(this: Predicting<K>, data: Dataset): MetricsOf<K> {
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
    this: Predicting<K>,
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
