// The package's own work of each kind of task.
import type { DType, FloatArray } from '../../base/dtype.js';
import {
  backend,
  Dataset,
  datasets,
  forwardPropagation,
  matmul,
  Matrix,
  Model,
  train,
  type ParameterDict,
  type TrainOptions,
} from '../../index.js';
import { flopsOf, layersOf } from './counts.js';
import { loadedBinding } from './machine.js';
import type { PredictTask, ProductTask, Task, TrainTask } from './tasks.js';
import type { Work } from './timing.js';

/** Numbers without a pattern, from −0.5 to 0.5. */
export function noise(length: number, dtype: DType): FloatArray {
  const Numbers = dtype === 'float32' ? Float32Array : Float64Array;
  return new Numbers(length).map((_, i) => Math.sin((i + 1) * 12.9898) * 0.5);
}

export function labels(examples: number, classes: number): number[] {
  return Array.from({ length: examples }, (_, i) => (i * 7 + (i % 3)) % classes);
}

export function datasetOf({ sizes, examples, dtype }: TrainTask): Dataset {
  if (sizes[0] === 2 && examples === 400) return datasets.flower() as Dataset;
  const X = Matrix.of(noise(sizes[0]! * examples, dtype), examples, sizes[0]!).T;
  const classes = Math.max(2, sizes.at(-1)!);
  return Dataset.from(X, labels(examples, classes), { task: 'classification' }) as Dataset;
}

/** `threads` only where it is asked for: a build without the option refuses it. */
export function optionsOf(task: TrainTask, threads: number): TrainOptions {
  const { sizes, batch, examples, activation, optimizer, dtype } = task;
  return {
    hidden: sizes.slice(1, -1),
    activation,
    optimizer,
    batchSize: batch === examples ? 'all' : batch,
    dtype,
    seed: 3,
    scale: 'none',
    ...(optimizer === 'sgd' ? { learningRate: 1.2, initializer: { normal: 0.01 } } : {}),
    ...(threads > 1 ? { threads } : {}),
  };
}

function trainingWork(task: TrainTask, threads: number): Work {
  const [data, options] = [datasetOf(task), optionsOf(task, threads)];
  const perEpoch = Math.ceil(task.examples / task.batch);
  return async (steps) => {
    const epochs = Math.max(1, Math.round(steps / perEpoch));
    await train(data, { ...options, epochs, reportEvery: epochs });
    return epochs * perEpoch;
  };
}

/** Calls one after another. */
export function repeated(call: () => void, amount = 1): Work {
  return (units) => {
    const times = Math.max(1, Math.ceil(units / amount));
    for (let i = 0; i < times; i++) call();
    return times * amount;
  };
}

type View = readonly [data: FloatArray, rows: number, cols: number, row: number, col: number];

/** Row by row, or a transposed view of such a matrix. */
function viewOf(rows: number, cols: number, turned: boolean, dtype: DType): View {
  const data = noise(rows * cols, dtype);
  return turned ? [data, rows, cols, 1, rows] : [data, rows, cols, cols, 1];
}

function matrixOf([data, rows, cols, row]: View): Matrix {
  return row === 1 && cols > 1 ? Matrix.of(data, cols, rows).T : Matrix.of(data, rows, cols);
}

/** A product inside of a step has its result's memory already; a caller of `matmul` gets a new one. */
function productWork(task: ProductTask): Work {
  const { form, m, n, k, dtype, inside } = task;
  const [a, b] = [viewOf(m, k, form === 'TN', dtype), viewOf(k, n, form === 'NT', dtype)];
  const amount = flopsOf(task) / 1e9;
  const binding = inside ? loadedBinding() : undefined;
  if (binding) {
    binding.select(backend().isa);
    const out = noise(m * n, dtype);
    return repeated(() => binding.matmul(...a, ...b, out), amount);
  }
  const [A, B] = [matrixOf(a), matrixOf(b)];
  return repeated(() => matmul(A, B), amount);
}

export function parametersFor(sizes: readonly number[], dtype: DType): ParameterDict {
  const entries = layersOf(sizes).flatMap(([from, to], l) => [
    [`W${l + 1}`, Matrix.of(noise(from * to, dtype), to, from)],
    [`b${l + 1}`, Matrix.of(noise(to, dtype), to, 1)],
  ]);
  return Object.fromEntries(entries) as ParameterDict;
}

function predictWork(task: PredictTask): Work {
  const { sizes, rows, activation, dtype } = task;
  const [parameters, input] = [parametersFor(sizes, dtype), noise(sizes[0]! * rows, dtype)];
  const output = sizes.at(-1) === 1 ? 'sigmoid' : 'softmax';
  if (task.verbs) return verbsWork(task, parameters, Matrix.of(input, rows, sizes[0]!).T);
  const model = Model.from(parameters, { activation, output });
  const out = noise(sizes.at(-1)! * rows, dtype);
  return repeated(() => model.predictInto(input, out), rows);
}

function verbsWork({ verbs, rows }: PredictTask, parameters: ParameterDict, X: Matrix): Work {
  if (verbs === 'stacked') return repeated(() => forwardPropagation(X, parameters), rows);
  const columns = Array.from({ length: rows }, (_, j) => {
    const column = X.data.filter((_, i) => i % rows === j);
    return Matrix.of(column, X.rows, 1);
  });
  let next = 0;
  return repeated(() => forwardPropagation(columns[next++ % rows]!, parameters));
}

export function denselyWork(task: Task, threads: number): Work {
  if (task.kind === 'train') return trainingWork(task, threads);
  return task.kind === 'product' ? productWork(task) : predictWork(task);
}
