import { brand } from './brand.js';
import { MAX_SEED, nothingMore, seedNumber, wholeNumber } from './checks.js';
import { invalid } from './errors.js';
import { logarithm } from './logarithm.js';
import { lengthOf, typedName } from './typed-array.js';

/** Words that the twister keeps. */
export const WORDS = 624;
const M = 397;

/** Numbers that are shuffled in one piece. */
const PIECE = 1 << 15;

/**
 * Where a {@link RandomState} stands.
 *
 * @example
 * import { RandomState, type StreamState } from 'densely';
 *
 * const state: StreamState = new RandomState(0).state;
 * console.log(state.key.length, state.position, state.kept); // 624 624 null
 */
export interface StreamState {
  /** The twister's 624 words. */
  readonly key: Uint32Array;
  /** Of the next word, 0 … 624. */
  readonly position: number;
  /** The second number of a pair of normal ones that was drawn and not given yet. */
  readonly kept: number | null;
}

/**
 * NumPy's legacy random stream, `numpy.random.RandomState(seed)`: the Mersenne Twister MT19937 with
 * Knuth's integer seeding and the polar normal method. Raw words, uniform numbers and shuffles are
 * NumPy's bit for bit; normal numbers too wherever the platform's `log` under NumPy rounds correctly.
 *
 * Sources: Matsumoto and Nishimura 1998; numpy `_mt19937.pyx`, `mt19937.c`, `legacy-distributions.c`.
 *
 * @example
 * import { RandomState } from 'densely';
 *
 * // numpy.random.seed(3); numpy.random.randn()
 * console.log(new RandomState(3).normal().toFixed(8)); // 1.78862847
 */
export class RandomState {
  readonly #key = new Uint32Array(WORDS);
  #position = WORDS;
  #kept: number | undefined;

  /** @param seed a whole number from 0 to 2³²−1 */
  constructor(seed: number) {
    nothingMore('RandomState()', arguments, 1);
    seedNumber('seed', seed);
    brand('RandomState', this);
    this.#key[0] = seed;
    for (let i = 1; i < WORDS; i++) {
      const previous = this.#key[i - 1]!;
      this.#key[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /**
   * Where the stream stands. What {@link RandomState.restore} is given goes on from there.
   *
   * @example
   * import { RandomState } from 'densely';
   *
   * const random = new RandomState(3);
   * const { state } = random;
   * const first = random.normal();
   * random.restore(state);
   * console.log(random.normal() === first); // true
   */
  get state(): StreamState {
    return { key: this.#key.slice(), position: this.#position, kept: this.#kept ?? null };
  }

  /**
   * Goes on from where a stream stood.
   *
   * @throws `ERR_OPTION` for what is no {@link RandomState.state}; then nothing has changed
   *
   * @example
   * import { RandomState } from 'densely';
   *
   * const random = new RandomState(1);
   * random.restore(new RandomState(0).state);
   * console.log(random.word()); // 2357136044
   */
  restore(state: StreamState): void {
    nothingMore('restore()', arguments, 1);
    const { key, position, kept } = state;
    if (typedName(key) !== 'Uint32Array' || lengthOf(key as Uint32Array) !== WORDS)
      throw invalid('state.key', key, `a Uint32Array of ${WORDS} numbers`);
    wholeNumber('state.position', position, 0, WORDS);
    if (kept !== null && !(typeof kept === 'number' && Number.isFinite(kept)))
      throw invalid('state.kept', kept, 'null or a finite number');
    this.#key.set(key);
    this.#position = position;
    this.#kept = kept ?? undefined;
  }

  /**
   * The next raw word, 0 … 2³²−1.
   *
   * @example
   * import { RandomState } from 'densely';
   *
   * console.log(new RandomState(0).word()); // 2357136044
   */
  word(): number {
    if (this.#position === WORDS) this.#twist();
    let y = this.#key[this.#position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /**
   * The next number of `[0, 1)`, 53 bits (`random_sample`, `rand`).
   *
   * @example
   * import { RandomState } from 'densely';
   *
   * console.log(new RandomState(0).random().toFixed(8)); // 0.54881350
   */
  random(): number {
    if (arguments.length > 0) nothingMore('random()', arguments, 0);
    return this.#random();
  }

  #random(): number {
    const high = this.word() >>> 5;
    return (high * 67108864 + (this.word() >>> 6)) / 9007199254740992;
  }

  /**
   * The next number of `[low, high)`.
   *
   * @throws `ERR_OPTION` for an end that is no finite number
   *
   * @example
   * import { RandomState } from 'densely';
   *
   * console.log(new RandomState(0).uniform(-1, 1).toFixed(8)); // 0.09762701
   */
  uniform(low: number, high: number): number {
    if (arguments.length > 2) nothingMore('uniform()', arguments, 2);
    if (!Number.isFinite(low)) throw invalid('low', low, 'a finite number');
    if (!Number.isFinite(high)) throw invalid('high', high, 'a finite number');
    return low + (high - low) * this.#random();
  }

  /**
   * The next standard normal number (`randn`): polar method, the second of each pair is kept.
   *
   * @example
   * import { RandomState } from 'densely';
   *
   * const random = new RandomState(0);
   * console.log(random.normal().toFixed(8), random.normal().toFixed(8)); // 1.76405235 0.40015721
   */
  normal(): number {
    if (arguments.length > 0) nothingMore('normal()', arguments, 0);
    if (this.#kept !== undefined) {
      const kept = this.#kept;
      this.#kept = undefined;
      return kept;
    }
    let x1, x2, r2;
    do {
      x1 = 2 * this.#random() - 1;
      x2 = 2 * this.#random() - 1;
      r2 = x1 * x1 + x2 * x2;
    } while (r2 >= 1 || r2 === 0);
    const f = Math.sqrt((-2 * logarithm(r2)) / r2);
    this.#kept = f * x1;
    return f * x2;
  }

  /**
   * A whole number from 0 to `max`, both included; `max` < 2³².
   *
   * @throws `ERR_OPTION` for another `max`
   *
   * @example
   * import { RandomState } from 'densely';
   *
   * const random = new RandomState(1);
   * console.log([1, 2, 3].map(() => random.interval(5))); // [ 5, 3, 4 ]
   */
  interval(max: number): number {
    nothingMore('interval()', arguments, 1);
    return this.#upTo(wholeNumber('max', max, 0, MAX_SEED));
  }

  #upTo(max: number): number {
    if (max === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(max);
    let value;
    do value = (this.word() & mask) >>> 0;
    while (value > max);
    return value;
  }

  /**
   * Shuffles in place and returns the same list (`shuffle`).
   *
   * @example
   * import { RandomState } from 'densely';
   *
   * console.log(new RandomState(0).shuffle(['a', 'b', 'c', 'd'])); // [ 'c', 'd', 'b', 'a' ]
   */
  shuffle<
    T extends {
      /** Number of its items. */
      readonly length: number;
      [i: number]: unknown;
    },
  >(list: T): T {
    nothingMore('shuffle()', arguments, 1);
    const items: { [i: number]: unknown } = list;
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.#upTo(i);
      const item = items[i];
      items[i] = items[j];
      items[j] = item;
    }
    return list;
  }

  /**
   * The numbers 0 … n−1 in random order (`permutation`).
   *
   * @example
   * import { RandomState } from 'densely';
   *
   * console.log(Array.from(new RandomState(0).permutation(5))); // [ 2, 0, 1, 3, 4 ]
   */
  permutation(n: number): Uint32Array {
    nothingMore('permutation()', arguments, 1);
    const numbers = new Uint32Array(wholeNumber('n', n, 0, 2 ** 31 - 1));
    for (const _ of this.permute(numbers)) continue;
    return numbers;
  }

  /** @internal {@link permutation} into an array of its length, in pieces of about a millisecond. */
  *permute(numbers: Uint32Array): Generator<void, void> {
    const n = numbers.length;
    for (let i = 0; i < n; i++) numbers[i] = i;
    for (let end = n; end > 1; end -= PIECE) {
      this.#shufflePart(numbers, end - 1, Math.max(1, end - PIECE));
      yield;
    }
  }

  /** Places `last` down to `first` of a shuffle. */
  #shufflePart(numbers: Uint32Array, last: number, first: number): void {
    for (let i = last; i >= first; i--) {
      const j = this.#upTo(i);
      const number = numbers[i]!;
      numbers[i] = numbers[j]!;
      numbers[j] = number;
    }
  }

  #twist(): void {
    const key = this.#key;
    for (let i = 0; i < WORDS - M; i++) key[i] = twisted(key[i]!, key[i + 1]!, key[i + M]!);
    for (let i = WORDS - M; i < WORDS - 1; i++)
      key[i] = twisted(key[i]!, key[i + 1]!, key[i + M - WORDS]!);
    key[WORDS - 1] = twisted(key[WORDS - 1]!, key[0]!, key[M - 1]!);
    this.#position = 0;
  }
}

function twisted(word: number, next: number, far: number): number {
  const y = (word & 0x80000000) | (next & 0x7fffffff);
  return far ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
}

/** The seed of another stream, a fixed hash of a seed and of what the stream is for (FNV-1a, 32 bits). */
export function derivedSeed(seed: number, purpose: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${seed} ${purpose}`))
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
