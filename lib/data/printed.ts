import { some } from '../base/errors.js';
import { shape } from '../base/placement.js';
import { corner, shortNumber } from '../base/printed.js';
import type { Matrix } from '../base/matrix.js';
import type { Body } from './body.js';
import { cellReader, type CellValue } from './frame.js';
import { taskNouns } from './task.js';
import { classReader, type Label, type Task } from './targets.js';

/** Targets of examples. */
interface Told {
  readonly Y: Matrix;
  readonly targets: readonly string[];
  readonly classes: readonly Label[] | null;
  readonly task: Task;
}

/** Shapes, classes, and the first examples, one a line, the targets first. */
export function datasetText(body: Body, { Y, targets, classes, task }: Told): string {
  const what = classes ? `classes ${some(classes)}` : taskNouns[task];
  const head = `Dataset of ${Y.cols} examples, ${featuresText(body)}, Y ${shape(Y)}, ${what}`;
  const classOf = classes && classReader(Y);
  const target = (j: number, t: number): string =>
    classOf ? String(classes[classOf(j)]) : shortNumber(Y.at(t, j));
  const n = targets.length;
  const feature = cellTexts(body);
  const cell = (j: number, c: number): string => (c < n ? target(j, c) : feature(j, c - n));
  const heads = [...targets, ...body.features];
  return `${head}\n${corner(Y.cols, heads.length, cell, (c) => heads[c]!)}`;
}

/** The number of columns, and the first examples. */
export function tableText(body: Body): string {
  const { size, features } = body;
  const head = `Table of ${size} examples, ${featuresText(body)}`;
  return `${head}\n${corner(size, features.length, cellTexts(body), (c) => features[c]!)}`;
}

function featuresText({ X, features }: Body): string {
  return X ? `${X.dtype}: X ${shape(X)}` : `${features.length} columns`;
}

function cellTexts({ X, frame: frameOf }: Body): (j: number, c: number) => string {
  if (X) return (j, c) => shortNumber(X.at(c, j));
  const frame = frameOf();
  return (j, c) => cellText(cellReader(frame.columns[c]!, frame)(j));
}

function cellText(value: CellValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return shortNumber(value);
  return value instanceof Date ? value.toISOString().replace('T00:00:00.000Z', '') : String(value);
}
