// A figure of a caller's own: what it is given, and what it may answer.
import { flag, readOptions } from '../base/checks.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import { inPieces, type Slices } from '../base/slices.js';
import { columnsOf, type Looked } from '../backend/metrics/looked.js';
import type { MetricName } from '../backend/metrics/table.js';

/**
 * A number of each example, or a list of them where there are several.
 *
 * @example
 * import { type OwnValues } from 'densely';
 *
 * const count = (values: OwnValues): number => values.length;
 * console.log(count(Float64Array.of(0.2, 0.7))); // 2
 */
export type OwnValues = Float64Array | readonly Float64Array[];

/**
 * A figure of one's own.
 *
 * @example
 * import { type OwnMetric } from 'densely';
 *
 * // What wrong answers cost where a missed case is ten times as dear as a false alarm.
 * const dear: OwnMetric = {
 *   name: 'dear',
 *   minimize: true,
 *   metric: (y: Float64Array, p: Float64Array) =>
 *     y.reduce((sum, is, j) => sum + (is === 1 ? 10 * Number(p[j]! < 0.5) : Number(p[j]! >= 0.5)), 0) / y.length,
 * };
 * console.log(dear.metric(Float64Array.of(1, 0), Float64Array.of(0.2, 0.1), null)); // 5
 */
export interface OwnMetric {
  /**
   * Called with copies, which it may keep or change.
   *
   * @param y what is, of each example: the number of its class (0, 1, … in the order of the model's classes), or its
   * value; its values, or 0 and 1 for each label, where there are several
   * @param p what the network says: of two classes the probability of the second, of more those of all; the value,
   * or the values; the probability of each label
   * @param weights what each example counts; null: each counts 1
   * @returns the figure; NaN is never better than another
   */
  metric(y: OwnValues, p: OwnValues, weights: Float64Array | null): number;
  /** Is a smaller figure a better one? */
  readonly minimize: boolean;
  /** What it is called in reports; that of the function where it is left out. */
  readonly name?: string | undefined;
}

/** How a figure is had. */
export interface MetricRule {
  readonly name: string;
  readonly minimize: boolean;
  /** NaN where the examples have none: it is never better than another. */
  readonly of: (looked: Looked) => Slices<number>;
  /** By which a backend measures it too, beside the event loop; null: it is a caller's own. */
  readonly known: MetricName | null;
}

/** @throws `ERR_OPTION` for an object that is no {@link OwnMetric} */
export function ownMetric(argument: string, value: object): MetricRule {
  const said = readOptions(argument, value, ['metric', 'minimize', 'name']);
  const { metric } = said;
  if (typeof metric !== 'function')
    throw invalid(
      `${argument}.metric`,
      metric,
      'a function of (y, p, weights) that gives a number',
    );
  const { name = metric.name || 'metric' } = said;
  if (typeof name !== 'string' || name === '')
    throw invalid(`${argument}.name`, name, 'a text that is not empty');
  const minimize = flag(`${argument}.minimize`, said.minimize);
  const measure = metric as OwnMetric['metric'];
  return { name, minimize, of: (looked) => asked(argument, name, measure, looked), known: null };
}

function* asked(
  argument: string,
  name: string,
  metric: OwnMetric['metric'],
  looked: Looked,
): Slices<number> {
  const [y, p] = [yield* targetRows(looked), yield* outputRows(looked)];
  const weights = looked.weights && new Float64Array(looked.weights);
  const figure = figureOf(argument, name, () => metric(y, p, weights));
  if (typeof figure === 'number') return figure;
  const message = `${argument} ${show(name)} must return a number, not ${show(figure)}.`;
  throw new DenselyError('ERR_OPTION', argument, message);
}

function figureOf(argument: string, name: string, measure: () => unknown): unknown {
  try {
    return measure();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : show(cause);
    throw new DenselyError(
      'ERR_OPTION',
      argument,
      `${argument} ${show(name)} threw: ${reason}. It is called with (y, p, weights) of the held-out examples and must return a number.`,
      { cause },
    );
  }
}

/** Numbers that are looked at in one piece of work: each may become an object. */
const PIECE = 1 << 12;

/** The number of each example's class, or its value, or its values. */
function* targetRows(looked: Looked): Slices<OwnValues> {
  const { codes, Y } = looked;
  if (codes) return new Float64Array(codes);
  const columns: Float64Array[] = [];
  for (let r = 0; r < Y.rows; r++) columns.push((yield* columnsOf(looked, r))[1]);
  if (columns.length === 1) return columns[0]!;
  const rows = new Array<Float64Array>(Y.cols);
  yield* inPieces(rows.length, Math.ceil(PIECE / columns.length), (from, to) => {
    for (let j = from; j < to; j++) rows[j] = Float64Array.from(columns, (column) => column[j]!);
  });
  return rows;
}

/** What the network says of each example. */
function* outputRows({ outputs, Y }: Looked): Slices<OwnValues> {
  const n = outputs.length / Y.cols;
  if (n === 1) return new Float64Array(outputs);
  const rows = new Array<Float64Array>(Y.cols);
  yield* inPieces(rows.length, Math.ceil(PIECE / n), (from, to) => {
    for (let j = from; j < to; j++)
      rows[j] = new Float64Array(outputs.subarray(j * n, (j + 1) * n));
  });
  return rows;
}
