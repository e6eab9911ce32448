// What is told of examples beside their features.
import { oneOf } from '../base/checks.js';
import type { Matrix } from '../base/matrix.js';
import { checkBeside, groupLabels, type Beside } from './beside.js';
import type { Body } from './body.js';
import type { DatasetOptions } from './dataset-options.js';
import { frameDtype, type CellValue, type FrameColumn } from './frame.js';
import { classLabels, targetNames } from './names.js';
import { schemaOf, type Schema } from './schema.js';
import type { Source } from './source.js';
import { targetColumns, targetsIn } from './target-columns.js';
import { classReader, encodeTargets, tasks, type Label, type Task } from './targets.js';

/** Targets, and what else is told of the examples. */
export interface Truths<L> extends Beside {
  readonly Y: Matrix;
  readonly targets: readonly string[];
  readonly classes: readonly L[] | null;
  readonly task: Task;
}

/** What the options say of the targets. */
interface Said {
  readonly task?: unknown;
  readonly targets?: unknown;
  readonly classes?: unknown;
}

export function truthsFrom<L extends Label>(
  { X, size, frame }: Pick<Body, 'X' | 'size' | 'frame'>,
  targets: unknown,
  said: Said,
  beside: Beside,
): Truths<L> {
  const dtype = X ? X.dtype : frameDtype(frame());
  const asked = said.task === undefined ? undefined : oneOf('task', said.task, tasks);
  const known = classLabels(said.classes, asked);
  const column =
    Array.isArray(said.targets) && said.targets.length === 1
      ? (said.targets[0] as string)
      : undefined;
  const options = { task: asked, classes: known, dtype, column };
  const { Y, classes, task } = encodeTargets(targets, size, options);
  const names = targetNames(said.targets, classes ? 1 : Y.rows);
  return { ...beside, Y, task, targets: names, classes: classes as readonly L[] | null };
}

/** Of examples that were read from somewhere. */
export function truthsOf<L extends Label>(body: Body, source: Source): Truths<L> {
  const { targetNames: targets, task, classes, weights, groups } = source;
  const { size } = body;
  const read = areColumns(source.targets)
    ? targetsIn(source.targets, size, { task, classes })
    : source.targets;
  const beside = { weights, groups };
  checkBeside(beside, size);
  return truthsFrom<L>(body, read, { task, classes, targets }, beside);
}

function areColumns(targets: Source['targets']): targets is readonly FrameColumn[] {
  return Array.isArray(targets) && typeof targets[0] === 'object';
}

/** Tells the label, the value or the values of an example. */
export function labelReader<L>({ classes, Y }: Pick<Truths<L>, 'classes' | 'Y'>): (j: number) => L {
  if (classes) {
    const classOf = classReader(Y);
    return (j) => classes[classOf(j)]!;
  }
  const values = Y.T.data;
  const n = Y.rows;
  return (j) => (n === 1 ? values[j] : Array.from(values.subarray(j * n, j * n + n))) as L;
}

/** The columns of features and all that is told beside them. */
export function schemaWith({ frame, reading, features }: Body, truths: Truths<unknown>): Schema {
  const { weights, groups } = truths;
  const beside = [
    ...targetColumns(truths).map((column) => ({ column, role: 'target' as const })),
    ...(weights ? [{ column: weights, role: 'weights' as const }] : []),
    ...(groups ? [{ column: groups, role: 'groups' as const }] : []),
  ];
  const named = new Set([...features, ...beside.map(({ column }) => column.name)]);
  const skipped = reading.ignored.filter((name) => !named.has(name));
  return schemaOf(frame(), reading, beside, skipped);
}

/** What is known of a dataset. */
interface Known {
  readonly X: Matrix;
  readonly task: Task;
  readonly classes: readonly Label[] | null;
  readonly features: readonly string[];
  readonly named: boolean;
  readonly targets: readonly string[];
  readonly weights: Float64Array | null;
  readonly groups: readonly CellValue[] | null;
}

/** Those that make the same dataset of its examples. */
export function optionsOf(data: Known): DatasetOptions {
  const { X, task, classes, features, named, targets, weights, groups } = data;
  return {
    task,
    ...(classes && { classes }),
    ...(named && { features }),
    targets,
    ...(weights && { weights: Array.from(weights) }),
    ...(groups && { groups: groupLabels(groups) }),
    dtype: X.dtype,
  };
}
