// What may be asked for a prediction, as types.
import type { Matrix } from '../base/matrix.js';
import type { Row } from '../base/rows.js';
import type { Dataset } from '../data/dataset.js';
import type { Table } from '../data/table.js';

/**
 * A value of a record: a number (or one as text), a word, a truth value, a date, or nothing.
 *
 * @example
 * import type { Cell } from 'densely';
 *
 * const cells: Cell[] = [41, 'team', true, new Date(), null];
 * console.log(cells.length); // 5
 */
export type Cell = number | string | boolean | bigint | Date | null | undefined;

/**
 * A record of a model that was trained on records like R: any of its keys may be missing.
 *
 * @example
 * import type { RecordOf } from 'densely';
 *
 * const known: RecordOf<{ age: number; plan: string }> = { plan: 'team' };
 * console.log(known.age ?? 'missing'); // missing
 */
export type RecordOf<R extends object> = [keyof R] extends [never]
  ? object
  : { readonly [K in keyof R]?: R[K] | Cell };

/**
 * One example: numbers by position, values by position, or values by name.
 *
 * @example
 * import { datasets, type Example, train } from 'densely';
 *
 * const model = await train(datasets.churn(), { epochs: 1 });
 * const example: Example = { plan: 'team', age: 41 };
 * console.log(['no', 'yes'].includes(model.predict(example))); // true
 */
export type Example<R extends object = object> = Row | readonly Cell[] | RecordOf<R>;

/**
 * Several examples: a list of them, a Matrix (n_x, m), a Table or a Dataset.
 *
 * @example
 * import { datasets, type Examples, train } from 'densely';
 *
 * const data = datasets.churn();
 * const model = await train(data, { epochs: 1 });
 * const examples: Examples[] = [data, data.records(), [['team', 41, 2.5, 0, true, null]]];
 * console.log(examples.map((list) => model.predict(list).length)); // [ 1000, 1000, 1 ]
 */
export type Examples<R extends object = object> =
  readonly Row[] | readonly (readonly Cell[])[] | readonly RecordOf<R>[] | Matrix | Table;

/**
 * Examples that come one by one: a stream in object mode, a database's cursor, a generator.
 *
 * @example
 * import { Dataset, type ExampleStream, train } from 'densely';
 *
 * const records = [{ age: 41, left: 'no' }, { age: 23, left: 'yes' }];
 * const model = await train(Dataset.fromRecords(records, { target: 'left' }), { epochs: 200 });
 * async function* rows() {
 *   yield { age: 41 };
 *   yield { age: 23 };
 * }
 * const stream: ExampleStream = rows();
 * console.log(await model.predictAsync(stream)); // [ 'no', 'yes' ]
 */
export type ExampleStream<R extends object = object> =
  Iterable<Example<R>> | AsyncIterable<Example<R>>;

/**
 * What a model can be evaluated on: a Dataset, or records that hold their targets.
 *
 * @example
 * import { Dataset, type LabelledExamples, train } from 'densely';
 *
 * const records = [{ age: 41, left: 'no' }, { age: 23, left: 'yes' }];
 * const model = await train(Dataset.fromRecords(records, { target: 'left' }), { epochs: 200 });
 * const seen: LabelledExamples = records;
 * console.log(model.evaluate(seen).size); // 2
 */
export type LabelledExamples = Dataset | object | readonly object[];
