// What tests look at in trained models.
import type { Matrix, ParameterDict } from '../lib/index.js';

/** W1, b1, … of a model or a session, one behind another, row by row. */
export const flatOf = ({ parameters }: { readonly parameters: ParameterDict }): number[] =>
  Object.values<Matrix>(parameters).flatMap((m) => Array.from(m.data));
