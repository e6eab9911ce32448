// The minimum of a function of many numbers by its gradient, with a memory of ten steps (L-BFGS: Nocedal and
// Wright 2006, algorithms 7.4 and 7.5). It calls no function: it yields the points at which it wants to know value
// and gradient, so that whoever computes them may do so at once, in slices or on another thread.
//
// Its operations are a part of the arithmetic's contract. All are in float64, + − × ÷ and √, each rounded by itself;
// a dot product is one sum from +0 in ascending order, and an element that is changed is old + factor · other.
//   direction  q = g; of the pairs, newest first: a = (s·q) / (s·y), q += (−a)·y; then q *= (s·y) / (y·y) of the
//              newest; oldest first: q += (a − (y·q) / (s·y))·s; d = −q. Where g·d < 0 does not hold, the pairs are
//              forgotten and d = −g.
//   search     t = 1, without pairs 1 / max(1, √(g·g)); point x + t·d; while it is not lower t *= ½, at most 30
//              times. It is lower where value ≤ old + (1e-4·t)·(g·d), or where value ≤ old + rounding·|old| and
//              (new g)·d ≤ −0.9998·(g·d): the same condition by slopes (Hager and Zhang 2005, 4.1), when the values
//              differ by rounding alone. Values and gradients that are not finite are never lower.
//   end        where a limit of `fall` is given, after five steps that lower the value by no more than that share of it;
//              also after 30 steps in sequence of which none has the least value or largest entry of g so far.
//   pair       s = new point − old, y = new g − old; kept where s·y > 2⁻⁵²·(y·y), the oldest of eleven forgotten.
import { sharedZeros, type FloatArray } from './dtype.js';
import { inPieces, type Slices } from './slices.js';

/** Pairs that are remembered. */
const MEMORY = 10;

const HALVINGS = 30;

/** Steps that only rounding tells apart. */
const IDLE = 30;

/** Of the fall that the slope promises, at least. */
const SUFFICIENT = 1e-4;

/** Numbers between two pauses. */
const PIECE = 2 ** 17;

/** Of a sum in float64, with much room. */
const ROUNDING = 2 ** -40;

/** What a function is at a point. */
export interface Told {
  readonly value: number;
  /** Read before the next point is asked for. */
  readonly gradient: FloatArray;
  /** What is held against the limit where it is not the gradient's largest entry. */
  readonly largest?: number;
}

/** When a search ends. */
export interface Limits {
  /** No entry of the gradient is larger. */
  readonly largest: number;
  /** Steps at most. */
  readonly steps: number;
  /** A share of a value that may be rounding, default 2⁻⁴⁰; of sums in float32 more. */
  readonly rounding?: number;
  /** A share of the value: five steps that lower it by no more are the last; default 0. */
  readonly fall?: number;
}

/** Where a search ended. */
export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  /** What was held against the limit. */
  readonly largest: number;
  readonly steps: number;
  /** `'converged'`: the gradient is small enough. `'stuck'`: rounding leaves nothing lower. */
  readonly ended: 'converged' | 'steps' | 'stuck';
}

/** A step in x, and what the gradient changed by it. */
interface Change {
  readonly s: Float64Array;
  readonly y: Float64Array;
}

interface Pair extends Change {
  readonly sy: number;
  readonly yy: number;
}

/** A point that is known. */
interface Known {
  readonly value: number;
  readonly largest: number;
}

/**
 * The minimum of a function from a point on. Each `yield` of a Float64Array, in shared memory where there is such,
 * wants the answer {@link Told} of that point, which changes as soon as it has it; each other `yield` is a pause.
 *
 * @param onStep called at the start and after each step with its number and the value
 */
export function* minimized(
  start: ArrayLike<number>,
  limits: Limits,
  onStep?: (step: number, value: number) => void,
): Slices<Minimum, Float64Array | void> {
  const search = new Search(start, limits.rounding ?? ROUNDING);
  let known = yield* search.begin();
  let least = known;
  const values: number[] = [];
  for (let [step, idle] = [0, 0]; ; step++) {
    onStep?.(step, known.value);
    values.push(known.value);
    const at = { point: search.x, ...known, steps: step };
    if (known.largest <= limits.largest) return { ...at, ended: 'converged' };
    if (isFlat(values, limits.fall ?? 0)) return { ...at, ended: 'converged' };
    if (step >= limits.steps) return { ...at, ended: 'steps' };
    const next = idle < IDLE ? yield* search.step(known) : undefined;
    if (!next) return { ...at, ended: 'stuck' };
    known = next;
    idle = next.value < least.value || next.largest < least.largest ? 0 : idle + 1;
    least = {
      value: Math.min(next.value, least.value),
      largest: Math.min(next.largest, least.largest),
    };
  }
}

/** Steps over which a value has to fall. */
const FLAT = 5;

function isFlat(values: readonly number[], fall: number): boolean {
  if (fall === 0 || values.length <= FLAT) return false;
  const last = values.at(-1)!;
  return values.at(-1 - FLAT)! - last <= fall * Math.abs(last);
}

/**
 * The same by a function that is computed in slices itself: its questions are answered, its pauses handed on.
 */
export function* minimizedBy(
  work: ReturnType<typeof minimized>,
  objective: (point: Float64Array) => Slices<Told>,
): Slices<Minimum> {
  let step = work.next();
  while (step.done !== true) {
    if (step.value) step = work.next(yield* objective(step.value));
    else {
      yield;
      step = work.next();
    }
  }
  return step.value;
}

class Search {
  readonly x: Float64Array;
  readonly #tried: Float64Array;
  readonly #g: Float64Array;
  readonly #d: Float64Array;
  readonly #rounding: number;
  #pairs: Pair[] = [];
  /** Of pairs that are forgotten: memory for the next. */
  readonly #spare: Change[] = [];

  constructor(start: ArrayLike<number>, rounding: number) {
    const n = start.length;
    this.x = Float64Array.from(start);
    this.#tried = sharedZeros('float64', n) as Float64Array;
    this.#g = new Float64Array(n);
    this.#d = new Float64Array(n);
    this.#rounding = rounding;
  }

  *begin(): Slices<Known, Float64Array | void> {
    this.#tried.set(this.x);
    const told = (yield this.#tried) as Told;
    this.#g.set(told.gradient);
    return { value: told.value, largest: told.largest ?? (yield* largestOf(told.gradient)) };
  }

  /** A step to a lower point; undefined where there is none. */
  *step({ value }: Known): Slices<Known | undefined, Float64Array | void> {
    const slope = yield* this.#direction();
    if (!(slope < 0)) return undefined;
    let length = 1;
    if (this.#pairs.length === 0) {
      const norm = Math.sqrt(yield* dot(this.#g, this.#g));
      length = norm > 1 ? 1 / norm : 1;
    }
    for (let halvings = 0; halvings <= HALVINGS; halvings++, length *= 0.5) {
      yield* this.#try(length);
      const told = (yield this.#tried) as Told;
      const isLower = yield* this.#isLower(told, value, length, slope);
      const found = isLower ? yield* largestOf(told.gradient) : NaN;
      if (!(found < Infinity)) continue;
      yield* this.#move(told.gradient);
      return { value: told.value, largest: told.largest ?? found };
    }
    return undefined;
  }

  /** Makes d, and gives g·d. */
  *#direction(): Slices<number> {
    const [g, d] = [this.#g, this.#d];
    yield* copyTimes(d, g, 1);
    if (this.#pairs.length > 0) {
      yield* this.#curve(d);
      yield* copyTimes(d, d, -1);
      const slope = yield* dot(g, d);
      if (slope < 0) return slope;
      this.#pairs = [];
    }
    yield* copyTimes(d, g, -1);
    return yield* dot(g, d);
  }

  /** The two loops over the pairs. */
  *#curve(q: Float64Array): Slices<void> {
    const pairs = this.#pairs;
    const factors: number[] = [];
    for (const { s, y, sy } of pairs.toReversed()) {
      const a = (yield* dot(s, q)) / sy;
      factors.push(a);
      yield* addTimes(q, y, -a);
    }
    const { sy, yy } = pairs.at(-1)!;
    yield* copyTimes(q, q, sy / yy);
    for (const { s, y, sy: product } of pairs) {
      const b = (yield* dot(y, q)) / product;
      yield* addTimes(q, s, factors.pop()! - b);
    }
  }

  #try(length: number): Slices<void> {
    const [x, d, tried] = [this.x, this.#d, this.#tried];
    return pieces(x.length, (from, to) => {
      for (let i = from; i < to; i++) tried[i] = x[i]! + length * d[i]!;
    });
  }

  *#isLower(told: Told, value: number, length: number, slope: number): Slices<boolean> {
    if (!Number.isFinite(told.value)) return false;
    if (told.value <= value + SUFFICIENT * length * slope) return true;
    if (!(told.value <= value + this.#rounding * Math.abs(value))) return false;
    return (yield* dot(told.gradient, this.#d)) <= (2 * SUFFICIENT - 1) * slope;
  }

  /** To the point that was tried; remembers the step where the function is curved along it. */
  *#move(gradient: FloatArray): Slices<void> {
    const [x, g, tried] = [this.x, this.#g, this.#tried];
    const change = this.#spare.pop() ?? changeOf(x.length);
    const { s, y } = change;
    yield* pieces(x.length, (from, to) => {
      for (let i = from; i < to; i++) {
        s[i] = tried[i]! - x[i]!;
        y[i] = gradient[i]! - g[i]!;
        x[i] = tried[i]!;
        g[i] = gradient[i]!;
      }
    });
    const [sy, yy] = [yield* dot(s, y), yield* dot(y, y)];
    if (sy > Number.EPSILON * yy) this.#pairs.push({ s, y, sy, yy });
    else this.#spare.push(change);
    if (this.#pairs.length > MEMORY) this.#spare.push(this.#pairs.shift()!);
  }
}

function changeOf(n: number): Change {
  return { s: new Float64Array(n), y: new Float64Array(n) };
}

/** The pieces of n numbers; of few there is one, without a pause. */
function* pieces(n: number, part: (from: number, to: number) => void): Slices<void> {
  if (n <= PIECE) part(0, n);
  else yield* inPieces(n, PIECE, part);
}

function* dot(a: FloatArray, b: FloatArray): Slices<number> {
  let sum = 0;
  yield* pieces(a.length, (from, to) => {
    // A number that a closure changes is a new object each time.
    let own = sum;
    for (let i = from; i < to; i++) own += a[i]! * b[i]!;
    sum = own;
  });
  return sum;
}

/** to += factor · from */
function addTimes(to: Float64Array, of: Float64Array, factor: number): Slices<void> {
  return pieces(to.length, (from, end) => {
    for (let i = from; i < end; i++) to[i]! += factor * of[i]!;
  });
}

/** to = factor · from */
function copyTimes(to: Float64Array, of: Float64Array, factor: number): Slices<void> {
  return pieces(to.length, (from, end) => {
    for (let i = from; i < end; i++) to[i] = factor * of[i]!;
  });
}

/** NaN where one of them is. */
function* largestOf(values: FloatArray): Slices<number> {
  let most = 0;
  yield* pieces(values.length, (from, to) => {
    let own = most;
    for (let i = from; i < to; i++) {
      const size = Math.abs(values[i]!);
      own = own < size ? size : size <= own ? own : NaN;
    }
    most = own;
  });
  return most;
}
