import { RandomState, type StreamState } from '../base/random.js';
import type { Slices } from '../base/slices.js';
import { untilCancelled } from '../base/turns.js';

/** Where orders stand: a place of the stream, and the examples that were taken since. */
export interface OrdersPlace {
  readonly stream: StreamState;
  readonly examples: number;
}

/** A place of the stream before an epoch's order was drawn. */
interface Mark {
  readonly stream: StreamState;
  /** Examples that all orders before it have. */
  readonly at: number;
}

/** Examples between two marks, so that small epochs do not keep one each. */
const MARKED = 4096;

/**
 * The examples of a run in the order in which its steps take them: each epoch a permutation of its own,
 * drawn one behind another from the run's stream, in slices, and ahead of the steps that take them.
 */
export class Orders {
  readonly #random: RandomState;
  readonly m: number;
  readonly #cancel: Int32Array;
  /** Of the epoch under way and of those that come, as far as they are drawn. */
  readonly #drawn: Uint32Array[] = [];
  /** Memory of epochs that are over. */
  readonly #free: Uint32Array[] = [];
  /** Examples that were taken of the first of them. */
  #taken = 0;
  /** Examples of all orders that were drawn. */
  #total = 0;
  /** Ascending; the first is the last before what is taken next. */
  #marks: Mark[] = [];
  #drawing: Promise<void> = Promise.resolve();

  /**
   * @param m examples of an epoch
   * @param cancel when `cancel[0]` is not 0 nothing more is drawn
   */
  constructor(random: RandomState, m: number, cancel: Int32Array) {
    this.#random = random;
    this.m = m;
    this.#cancel = cancel;
  }

  /** Draws until at least so many examples can be taken. */
  draw(examples: number): Promise<void> {
    this.#drawing = this.#drawing.then(() => {
      if (this.#ready >= examples) return undefined;
      return untilCancelled(this.#draw(examples), this.#cancel);
    });
    return this.#drawing;
  }

  get #ready(): number {
    return this.#drawn.length * this.m - this.#taken;
  }

  *#draw(examples: number): Generator<void, void> {
    while (this.#ready < examples) {
      const order = this.#free.pop() ?? new Uint32Array(this.m);
      this.#mark();
      yield* this.#random.permute(order);
      this.#total += this.m;
      this.#drawn.push(order);
    }
  }

  #mark(): void {
    const last = this.#marks.at(-1);
    if (last && this.#total - last.at < MARKED) return;
    this.#marks.push({ stream: this.#random.state, at: this.#total });
  }

  /** Where to go on from: a stream at this place, and {@link Orders.skip}. */
  get place(): OrdersPlace {
    const [mark] = this.#marks;
    if (!mark) return { stream: this.#random.state, examples: 0 };
    return { stream: mark.stream, examples: this.#total - this.#ready - mark.at };
  }

  /** Marks before the last that is wanted. */
  #forget(): void {
    const taken = this.#total - this.#ready;
    while (this.#marks.length > 1 && this.#marks[1]!.at <= taken) this.#marks.shift();
  }

  /** Goes on behind so many examples. */
  *skip(examples: number): Generator<void, void> {
    for (let left = examples; left > 0; left -= this.m) {
      yield* this.#draw(1);
      this.take(new Uint32Array(Math.min(left, this.m)));
    }
  }

  /** Fills `out` with the next examples, which are drawn. */
  take(out: Uint32Array): void {
    for (let at = 0; at < out.length;) {
      const count = Math.min(out.length - at, this.m - this.#taken);
      out.set(this.#drawn[0]!.subarray(this.#taken, this.#taken + count), at);
      at += count;
      this.#taken += count;
      if (this.#taken < this.m) return;
      this.#free.push(this.#drawn.shift()!);
      this.#taken = 0;
      this.#forget();
    }
  }
}

/** Orders that go on from a place, with a stream of their own. */
export function* ordersAt(
  { stream, examples }: OrdersPlace,
  m: number,
  cancel: Int32Array,
): Slices<{ readonly random: RandomState; readonly orders: Orders }> {
  const random = new RandomState(0);
  random.restore(stream);
  const orders = new Orders(random, m, cancel);
  yield* orders.skip(examples);
  return { random, orders };
}
