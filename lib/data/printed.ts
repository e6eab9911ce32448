import { some } from '../base/errors.js';
import { shape } from '../base/placement.js';
import { corner, shortNumber } from '../base/printed.js';
import type { Described } from './statistics.js';
import { classReader, type Label } from './targets.js';

/** Shapes, classes, and the first examples, one a line, the targets first. */
export function datasetText({ X, Y, features, targets, classes }: Described<Label>): string {
  const what = classes ? `classes ${some(classes)}` : 'values';
  const head = `Dataset of ${X.cols} examples, ${X.dtype}: X ${shape(X)}, Y ${shape(Y)}, ${what}`;
  const classOf = classes && classReader(Y);
  const target = (j: number, t: number): string =>
    classOf ? String(classes[classOf(j)]) : shortNumber(Y.at(t, j));
  const n = targets.length;
  const cell = (j: number, c: number): string =>
    c < n ? target(j, c) : shortNumber(X.at(c - n, j));
  const heads = [...targets, ...features];
  return `${head}\n${corner(X.cols, heads.length, cell, (c) => heads[c]!)}`;
}
