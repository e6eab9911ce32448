// The class of errors as callers see it: a floor where a model is known.
import { DenselyError as Refusal, type ErrorCode } from '../base/errors.js';
import type { Model } from './model.js';

/** Every error of this package: what was wrong, what came, what is allowed, what to do. */
export interface DenselyError extends Error {
  /** Tells these errors from others where `instanceof` cannot: in another copy of the package. */
  readonly name: 'DenselyError';
  /** What kind of error it is. */
  readonly code: ErrorCode;
  /** The argument or option that was refused. */
  readonly argument: string;
  /** `ERR_DIVERGED`: the last model whose cost was finite. */
  readonly model?: Model;
}

/**
 * Every error of this package: what was wrong, what came, what is allowed, what to do.
 *
 * @example
 * import { Dataset, DenselyError } from 'densely';
 *
 * try {
 *   Dataset.from([[1, 2], [3, Number.NaN]], ['no', 'yes']);
 * } catch (error) {
 *   if (!(error instanceof DenselyError)) throw error;
 *   console.log(error.code); // ERR_DATA
 *   console.log(error.message.split(';')[0]); // examples row 1, column 1 is NaN
 *   if (error.code === 'ERR_DIVERGED') await error.model?.save('last.safetensors');
 * }
 */
export const DenselyError: {
  /** For errors of other code that is to be taken for this package's. */
  new (
    code: ErrorCode,
    argument: string,
    message: string,
    details?: { model?: Model; cause?: unknown },
  ): DenselyError;
  /** What `instanceof` looks for. */
  readonly prototype: DenselyError;
} = Refusal as new (...args: ConstructorParameters<typeof Refusal>) => DenselyError;
