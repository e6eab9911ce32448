import { oneOf } from '../base/checks.js';
import type { Extra } from './example-cells.js';

/**
 * What becomes of keys of a record, and of columns of a table, that the training data never had.
 *
 * @example
 * import { Dataset, type ExtraOption, train } from 'densely';
 *
 * const records = [{ age: 41, left: 'no' }, { age: 23, left: 'yes' }];
 * const model = await train(Dataset.fromRecords(records, { target: 'left' }), { epochs: 200 });
 * const lenient: ExtraOption = { extra: 'ignore' };
 * const record = { age: 41, note: 'x' };
 * console.log(model.predict(record, lenient)); // no
 */
export interface ExtraOption {
  /** `'refuse'` them by default, or `'ignore'` them. */
  readonly extra?: Extra | undefined;
}

export function extraOption(value: unknown): Extra {
  return value === undefined ? 'refuse' : oneOf('extra', value, ['refuse', 'ignore'] as const);
}
