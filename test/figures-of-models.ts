// What tests look at in trained models.
import type { Model } from '../lib/index.js';

/** W1, b1, … one behind another, row by row. */
export const flatOf = ({ parameters }: Model): number[] =>
  Object.values(parameters).flatMap((m) => Array.from(m.data));
