import { DenselyError, show } from '../../base/errors.js';

/** A missing value where none may be. */
export function holeRefused(name: string, example: number): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'data',
    `${show(name)} of example ${example} is missing, and its column has impute: 'refuse': give it a value, leave the example out, or say impute: 'mean' for ${show(name)}.`,
  );
}
