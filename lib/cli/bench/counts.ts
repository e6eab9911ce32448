// How much arithmetic a task is, and the least time that a machine needs for it.
//
// A layer of n_in × n_out weights over B examples is 2·B·n_in·n_out flops forward, as many for dW and,
// but for the first layer, as many for dA. A product lasts no less than its flops at the peak of fused
// multiply-adds, and no less than reading (dW: writing) its weights once. An optimizer reads and writes
// its arrays once (Adam 7 numbers a parameter, gradient descent 3), and Adam divides by one root for
// each. Activations and outputs cost what our own vector functions are measured to cost; ReLU, biases,
// shuffling and calls count nothing. All of this one after another is the limit:
//
//   seconds = Σ max(flops / peak, weights / bandwidth) + max(traffic / bandwidth, roots) + functions
import type { DType } from '../../base/dtype.js';
import type { FunctionName, Machine, Rates } from './machine.js';
import type { PredictTask, ProductTask, Task, TrainTask } from './tasks.js';

/** One product over the weights of one layer. */
interface Product {
  readonly flops: number;
  readonly weights: number;
}

export interface Counts {
  readonly products: readonly Product[];
  /** Evaluations of vector functions. */
  readonly functions: Readonly<Partial<Record<FunctionName, number>>>;
  /** Numbers that the optimizer reads and writes, and its divisions by a root. */
  readonly traffic: number;
  readonly divisions: number;
  /** Numbers of all arrays that stay from step to step: what must fit into a cache. */
  readonly resident: number;
}

export function bytesOf(dtype: DType): number {
  return dtype === 'float32' ? 4 : 8;
}

export function layersOf(sizes: readonly number[]): (readonly [from: number, to: number])[] {
  return sizes.slice(1).map((to, l) => [sizes[l]!, to] as const);
}

export function parametersOf(sizes: readonly number[]): number {
  return layersOf(sizes).reduce((sum, [from, to]) => sum + (from + 1) * to, 0);
}

/** Evaluations for `rows` examples: hidden units and the link of the outputs. */
function functionsOf({ sizes, activation }: TrainTask | PredictTask, rows: number) {
  const outputs = sizes.at(-1)!;
  const hidden = sizes.slice(1, -1).reduce((sum, units) => sum + units, 0);
  const link = outputs === 1 ? 'sigmoid' : 'exp';
  return { [link]: outputs * rows, ...(activation === 'tanh' ? { tanh: hidden * rows } : {}) };
}

function forward({ sizes }: TrainTask | PredictTask, rows: number): Product[] {
  return layersOf(sizes).map(([from, to]) => ({ flops: 2 * rows * from * to, weights: from * to }));
}

function stepCounts(task: TrainTask): Counts {
  const once = forward(task, task.batch);
  const parameters = parametersOf(task.sizes);
  const adam = task.optimizer === 'adam';
  return {
    products: [...once, ...once, ...once.slice(1)],
    functions: functionsOf(task, task.batch),
    traffic: (adam ? 7 : 3) * parameters,
    divisions: adam ? parameters : 0,
    resident: (adam ? 4 : 2) * parameters,
  };
}

function productCounts({ m, n, k }: ProductTask): Counts {
  const none = { functions: {}, traffic: 0, divisions: 0, resident: 0 };
  return { products: [{ flops: 2 * m * n * k, weights: 0 }], ...none };
}

function predictCounts(task: PredictTask): Counts {
  const { rows, verbs } = task;
  const atOnce = verbs === 'one by one' ? 1 : rows;
  const none = { traffic: 0, divisions: 0, resident: parametersOf(task.sizes) };
  return { products: forward(task, atOnce), functions: functionsOf(task, atOnce), ...none };
}

/** Of one step, one product, one call. */
export function countsOf(task: Task): Counts {
  if (task.kind === 'train') return stepCounts(task);
  return task.kind === 'product' ? productCounts(task) : predictCounts(task);
}

export function flopsOf(task: Task): number {
  return countsOf(task).products.reduce((sum, { flops }) => sum + flops, 0);
}

/** Bytes a second that a curve of [bytes, rate] gives at a size, between its points on a log scale. */
export function rateAt(curve: Machine['read'], bytes: number): number {
  const after = curve.findIndex(([size]) => size >= bytes);
  if (after <= 0) return curve.at(after === 0 ? 0 : -1)![1];
  const [[x0, y0], [x1, y1]] = [curve[after - 1]!, curve[after]!];
  return y0 + ((y1 - y0) * Math.log(bytes / x0)) / Math.log(x1 / x0);
}

/** The least seconds for one step, one product, one call. */
export function leastSeconds(task: Task, machine: Machine): number {
  const { products, functions, traffic, divisions, resident } = countsOf(task);
  const bytes = bytesOf(task.dtype);
  const { fma, divide, seconds }: Rates = machine[task.dtype];
  const [read, update] = [machine.read, machine.update].map((c) => rateAt(c, resident * bytes));
  const ofProducts = products.map((p) => Math.max(p.flops / fma, (p.weights * bytes) / read!));
  const ofFunctions = Object.entries(functions).map(
    ([name, count]) => count * seconds[name as FunctionName],
  );
  const ofOptimizer = Math.max((traffic * bytes) / update!, divisions / divide);
  return [...ofProducts, ...ofFunctions, ofOptimizer].reduce((sum, s) => sum + s, 0);
}

/** What is counted in a task's unit, for one step, one product, one call. */
export function amountOf(task: Task): number {
  if (task.kind === 'train') return 1;
  if (task.kind === 'product') return flopsOf(task) / 1e9;
  return task.verbs === 'one by one' ? 1 : task.rows;
}

/** A task's physical limit in its unit. */
export function limitOf(task: Task, machine: Machine): number {
  return amountOf(task) / leastSeconds(task, machine);
}
