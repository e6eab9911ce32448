// What the affine scales need to know of an input, and what they make of it.
import { placed } from '../../base/matrix.js';
import { rowByRow } from '../../base/placement.js';
import { quantilesOf } from '../../base/select.js';
import type { ScaleName } from '../column.js';
import { rules, tooWide } from '../scaler.js';
import { momentsOf, statisticsFrom, type Statistics } from '../statistics.js';

/** An input of the training part. */
export interface Distribution {
  statistics(): Generator<void, Statistics>;
  /** The quartiles, by NumPy's linear rule. */
  quartiles(): Generator<void, readonly number[]>;
}

const QUARTILES = [0.25, 0.5, 0.75];

/** Numbers one by one, none of which is NaN. */
export class Sample implements Distribution {
  #statistics: Statistics | undefined;
  #quartiles: readonly number[] | undefined;
  readonly #values: Float64Array;

  constructor(values: Float64Array) {
    this.#values = values;
  }

  *statistics(): Generator<void, Statistics> {
    const row = placed(rowByRow(this.#values, 1, this.#values.length));
    return (this.#statistics ??= statisticsFrom(yield* momentsOf(row))[0]!);
  }

  *quartiles(): Generator<void, readonly number[]> {
    return (this.#quartiles ??= yield* quantilesOf(this.#values, QUARTILES));
  }
}

/** A few numbers, each so many times. */
export class Counted implements Distribution {
  readonly #values: readonly number[];
  readonly #counts: readonly number[];
  readonly #size: number;

  constructor(values: ArrayLike<number>, counts: ArrayLike<number>) {
    const places = Array.from(counts, (_, i) => i).filter((i) => counts[i]! > 0);
    places.sort((a, b) => values[a]! - values[b]!);
    this.#values = places.map((i) => values[i]!);
    this.#counts = places.map((i) => counts[i]!);
    this.#size = this.#counts.reduce((sum, count) => sum + count, 0);
  }

  *statistics(): Generator<void, Statistics> {
    yield;
    const n = this.#size;
    const weighted = (f: (value: number) => number): number =>
      this.#values.reduce((sum, value, i) => sum + f(value) * this.#counts[i]!, 0) / n;
    const mean = weighted((value) => value);
    return {
      min: this.#values[0]!,
      max: this.#values.at(-1)!,
      mean,
      deviation: Math.sqrt(weighted((value) => (value - mean) * (value - mean))),
    };
  }

  *quartiles(): Generator<void, readonly number[]> {
    yield;
    return QUARTILES.map((share) => {
      const place = (this.#size - 1) * share;
      const low = this.#at(Math.floor(place));
      const part = place - Math.floor(place);
      return part === 0 ? low : low + part * (this.#at(Math.floor(place) + 1) - low);
    });
  }

  #at(rank: number): number {
    let i = 0;
    for (let before = this.#counts[0]!; before <= rank; before += this.#counts[i]!) i++;
    return this.#values[i]!;
  }
}

/** Scaled = (value − offset) / divisor. */
export interface Affine {
  readonly offset: number;
  /** Infinity where the input is 0 whatever the value. */
  readonly divisor: number;
}

const UNSCALED: Affine = { offset: 0, divisor: 1 };

/** Does it scale what stands beside a number too: flags, levels, places on circles? */
export function scalesEachInput(scale: ScaleName): boolean {
  return scale === 'standard' || scale === 'minmax' || scale === 'robust';
}

/**
 * How an input is scaled; a constant one to 0.
 * @throws `ERR_DATA` where it is too wide for float64 arithmetic
 */
export function* fitAffine(
  name: string,
  scale: ScaleName,
  input: Distribution,
): Generator<void, Affine> {
  if (scale === 'robust') return yield* fitRobust(name, input);
  if (scale !== 'standard' && scale !== 'minmax') return UNSCALED;
  const statistics = yield* input.statistics();
  const [offset, divisor] = rules[scale](statistics);
  return checked(name, { offset, divisor: divisor || 1 }, statistics);
}

/** Median and distance of the quartiles; where that is 0, half of the range. */
function* fitRobust(name: string, input: Distribution): Generator<void, Affine> {
  const [lower, median, upper] = yield* input.quartiles();
  // −0 + 0 is 0: the sign of a zero must not depend on how many there are of each.
  const offset = median! + 0;
  const distance = upper! - lower!;
  if (distance > 0 && Number.isFinite(distance)) return { offset, divisor: distance };
  const statistics = yield* input.statistics();
  const half = 0.5 * statistics.max - 0.5 * statistics.min;
  if (distance === 0) return { offset, divisor: half || Infinity };
  return checked(name, { offset, divisor: distance }, statistics);
}

function checked(name: string, affine: Affine, statistics: Statistics): Affine {
  if (Number.isFinite(affine.offset) && Number.isFinite(affine.divisor)) return affine;
  throw tooWide(name, statistics);
}
