/** Reports by which the work may be ahead of a loop. */
const AHEAD = 2;

/** A loop that reads the reports. */
interface Loop {
  /** Reports that it was given. */
  seen: number;
  /** It has been near enough to hold the work. */
  keepsUp: boolean;
  /** Its body awaits the work. */
  lifted: boolean;
}

/** A promise that is made anew each time it has been settled. */
class Bell {
  #ring: () => void = () => {};
  #rung: Promise<void> = Promise.resolve();

  constructor() {
    this.ring();
  }

  get rung(): Promise<void> {
    return this.#rung;
  }

  ring(): void {
    this.#ring();
    this.#rung = new Promise((resolve) => (this.#ring = resolve));
  }
}

/** What a piece of work tells its observers, and how far they are. */
export class Reports<R> {
  readonly all: R[] = [];
  readonly #loops = new Set<Loop>();
  readonly #news = new Bell();
  readonly #heard = new Bell();
  #ended = false;
  #told: () => void = () => {};
  #failure: { error: unknown } | undefined;

  /** Settles with the first report. */
  readonly first: Promise<void> = new Promise<void>((told) => (this.#told = told));

  add(report: R): void {
    this.all.push(report);
    this.#told();
    this.#news.ring();
  }

  end(failure?: { error: unknown }): void {
    this.#ended = true;
    this.#failure = failure;
    this.#news.ring();
  }

  /** How the work stands. */
  get state(): 'under way' | 'failed' | 'ended' {
    if (!this.#ended) return 'under way';
    return this.#failure ? 'failed' : 'ended';
  }

  /** Takes back the reports from number `count` on, which nobody has seen. */
  cut(count: number): void {
    this.all.length = Math.min(this.all.length, count);
  }

  /** Reports that the loop has seen that has seen most; undefined where there is none that holds. */
  get seen(): number | undefined {
    const seen = this.#holding().map((loop) => loop.seen);
    return seen.length > 0 ? Math.max(...seen) : undefined;
  }

  /** Reports by which a stop goes: those of {@link seen}, or all where no loop has seen one. */
  get known(): number {
    return this.seen || this.all.length;
  }

  /** The fewest reports that a loop has seen that holds the work; all of them without one. */
  get seenByAll(): number {
    return Math.min(this.all.length, ...this.#holding().map(({ seen }) => seen));
  }

  #holding(): Loop[] {
    return [...this.#loops].filter(({ keepsUp }) => keepsUp);
  }

  /** Lets the work run on until the next step of each loop. */
  lift(): void {
    for (const loop of this.#loops) loop.lifted = true;
    this.#heard.ring();
  }

  /** Settles when no loop is further behind than `most`, or `enough` says that it need not be. */
  async heard(enough: () => boolean, most: number = AHEAD): Promise<void> {
    const waits = ({ seen, lifted }: Loop): boolean => !lifted && this.all.length - seen > most;
    while (!enough() && this.#holding().some(waits)) await this.#heard.rung;
  }

  /** Asks those who wait for loops to look again. */
  wake(): void {
    this.#heard.ring();
  }

  /** All reports from the first, then the end, or the failure. `left` is called when a loop is left before. */
  async *read(left: () => void): AsyncGenerator<R, void, undefined> {
    const loop: Loop = { seen: 0, keepsUp: false, lifted: false };
    this.#loops.add(loop);
    try {
      for (;;) {
        loop.lifted = false;
        loop.keepsUp ||= this.all.length - loop.seen <= AHEAD;
        this.#heard.ring();
        if (loop.seen < this.all.length) yield this.all[loop.seen++]!;
        else if (this.#failure) throw this.#failure.error;
        else if (this.#ended) return;
        else await this.#news.rung;
      }
    } finally {
      if (!this.#ended) left();
      this.#loops.delete(loop);
      this.#heard.ring();
    }
  }
}
