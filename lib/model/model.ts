import type { DType, FloatArray } from '../base/dtype.js';
import { sharedZeros, zeros } from '../base/dtype.js';
import { DenselyError, invalid, wrongShape } from '../base/errors.js';
import { checkMatrix, fillRows, finiteIn, isRow, Matrix, shape, type Row } from '../base/matrix.js';
import type { Program } from '../backend/backend.js';
import { currentBackend } from '../backend/select.js';
import type { Label } from '../data/targets.js';
import { unpack, type ParameterDict } from '../network/parameters.js';
import { outputOf, type NetworkSpec } from '../network/spec.js';
import { summarize, type NetworkSummary } from '../network/summary.js';

/** What happened in a training. */
export interface History {
  /** The epochs whose cost was recorded. */
  readonly epoch: Float64Array;
  /** The cost before each of those epochs' update; mini-batches: the mean over the epoch's examples. */
  readonly cost: Float64Array;
  /** All epochs done, or stopped by `stop()` or by leaving the loop. */
  readonly ended: 'epochs' | 'stopped';
  /** What deserves a look, such as a rising cost. */
  readonly warnings: readonly string[];
}

const NO_HISTORY: History = {
  epoch: new Float64Array(0),
  cost: new Float64Array(0),
  ended: 'epochs',
  warnings: [],
};

/** A network with its parameters, ready to predict. Made by `train`. */
export class Model<L extends Label = Label> {
  /** Class labels, or null for regression. */
  readonly classes: readonly L[] | null;
  /** Feature names, n_x of them. */
  readonly features: readonly string[];
  readonly history: History;
  readonly #spec: NetworkSpec;
  readonly #parameters: FloatArray;
  readonly #program: Program;

  /** @internal Use `train`. */
  constructor(
    spec: NetworkSpec,
    parameters: FloatArray,
    data: { classes: readonly L[] | null; features: readonly string[] },
    history: History = NO_HISTORY,
  ) {
    this.#spec = spec;
    this.#parameters = sharedZeros(spec.dtype, parameters.length);
    this.#parameters.set(parameters);
    this.#program = currentBackend().program(spec);
    this.classes = data.classes;
    this.features = data.features;
    this.history = history;
  }

  get dtype(): DType {
    return this.#spec.dtype;
  }

  /** W1, b1, … as copies: changing them changes nothing here. */
  get parameters(): ParameterDict {
    return unpack(this.#parameters.slice(), this.#spec);
  }

  /** Layers, shapes and numbers of parameters. */
  summary(): NetworkSummary {
    return summarize(this.#spec);
  }

  /**
   * The label of one example, or of each of a list of examples, or of each column of a Matrix (n_x, m).
   * Two classes: the second where its probability is above 0.5. Regression: the value.
   *
   * @throws `ERR_SHAPE` for an example of another width, `ERR_DATA` for values that are not finite numbers
   */
  predict(example: Row): L;
  predict(examples: readonly Row[] | Matrix): L[];
  predict(input: Row | readonly Row[] | Matrix): L | L[] {
    const n = this.#spec.sizes.at(-1)!;
    if (this.classes === null && n > 1) throw this.#severalValues(n);
    const { rows, single } = this.#read(input);
    const outputs = this.#outputs(rows);
    const labels = Array.from({ length: outputs.length / n }, (_, j) =>
      this.#label(outputs, j * n, n),
    );
    return single ? labels[0]! : labels;
  }

  /**
   * The network's outputs for one example or each of several: the probability of each class, n_classes
   * numbers; for regression the values.
   */
  probabilities(example: Row): Float64Array;
  probabilities(examples: readonly Row[] | Matrix): Float64Array[];
  probabilities(input: Row | readonly Row[] | Matrix): Float64Array | Float64Array[] {
    const { rows, single } = this.#read(input);
    const outputs = this.#outputs(rows);
    const n = this.#spec.sizes.at(-1)!;
    const list = Array.from({ length: outputs.length / n }, (_, j) => {
      const p = Float64Array.from(outputs.subarray(j * n, (j + 1) * n));
      return outputOf(this.#spec) === 'sigmoid' && n === 1 ? Float64Array.of(1 - p[0]!, p[0]!) : p;
    });
    return single ? list[0]! : list;
  }

  /**
   * The network's raw outputs without allocating anything: examples one behind another in `input`,
   * n_x numbers each; n_y numbers each in `out` (two classes: one number, the second class's
   * probability). Both of the model's dtype. Values are not looked at: NaN gives NaN.
   */
  predictInto(input: FloatArray, out: FloatArray): void {
    const [n_x, n_y] = [this.#spec.sizes[0]!, this.#spec.sizes.at(-1)!];
    this.#checkArray('input', input);
    this.#checkArray('out', out);
    const m = input.length / n_x;
    if (!Number.isInteger(m) || m === 0) {
      throw wrongShape(
        'input',
        `${input.length} numbers`,
        `a multiple of ${n_x} numbers: ${n_x} per example, at least one example`,
      );
    }
    if (out.length !== m * n_y)
      throw wrongShape(
        'out',
        `${out.length} numbers`,
        `${m * n_y} numbers: ${n_y} for each of ${m} examples`,
      );
    if (overlap(input, out)) throw invalid('out', out, 'an array that does not overlap input');
    this.#program.predict(this.#parameters, input, out);
  }

  #checkArray(argument: string, array: unknown): void {
    const right =
      this.dtype === 'float32' ? array instanceof Float32Array : array instanceof Float64Array;
    if (!right)
      throw invalid(
        argument,
        array,
        `a ${this.dtype === 'float32' ? 'Float32Array' : 'Float64Array'}: the model is ${this.dtype}`,
        'ERR_DTYPE',
      );
  }

  #label(outputs: FloatArray, at: number, n: number): L {
    if (this.classes === null) return outputs[at] as L;
    if (n === 1) return this.classes[outputs[at]! > 0.5 ? 1 : 0]!;
    let best = 0;
    for (let c = 1; c < n; c++) if (outputs[at + c]! > outputs[at + best]!) best = c;
    return this.classes[best]!;
  }

  #outputs(rows: FloatArray): FloatArray {
    const [n_x, n_y] = [this.#spec.sizes[0]!, this.#spec.sizes.at(-1)!];
    const out = zeros(this.dtype, (rows.length / n_x) * n_y);
    this.#program.predict(this.#parameters, rows, out);
    return out;
  }

  /** Examples one behind another in the model's dtype. */
  #read(input: unknown): { rows: FloatArray; single: boolean } {
    if (input instanceof Matrix)
      return { rows: this.#readMatrix(checkMatrix('examples', input)), single: false };
    if (!isRow(input))
      throw invalid('example', input, 'a row of numbers, a list of rows, or a Matrix', 'ERR_DATA');
    const single = !Array.isArray(input) || !isRow((input as unknown[])[0]);
    const list = (single ? [input] : input) as readonly Row[];
    const argument = single ? 'example' : 'examples';
    if (!single && list.length === 0)
      throw invalid(argument, input, 'at least one example', 'ERR_DATA');
    const n = this.#spec.sizes[0]!;
    if (list[0]!.length !== n) throw this.#wrongWidth(argument, list[0]!.length);
    const rows = zeros(this.dtype, list.length * n);
    fillRows(argument, list, n, rows);
    return { rows, single };
  }

  #readMatrix(X: Matrix): FloatArray {
    const n = this.#spec.sizes[0]!;
    if (X.rows !== n)
      throw wrongShape(
        'examples',
        shape(X),
        `(${n}, m): one row per feature, one column per example`,
      );
    const rows = zeros(this.dtype, n * X.cols);
    for (let j = 0, o = 0; j < X.cols; j++) {
      for (let i = 0; i < n; i++, o++) {
        rows[o] = finiteIn(rows, 'examples', X.storage[i * X.rowStride + j * X.colStride], i, j);
      }
    }
    return rows;
  }

  #severalValues(n: number): DenselyError {
    return new DenselyError(
      'ERR_SHAPE',
      'example',
      `predict gives one value per example, but this model has ${n}: use probabilities or predictInto.`,
    );
  }

  #wrongWidth(argument: string, got: number): DenselyError {
    const n = this.#spec.sizes[0]!;
    return wrongShape(
      argument,
      `${got} numbers`,
      `${n} numbers per example (${this.features.join(', ')})`,
    );
  }
}

/** Do the two lie on the same memory? */
function overlap(a: FloatArray, b: FloatArray): boolean {
  if (a.buffer !== b.buffer) return false;
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}
