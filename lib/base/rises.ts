/** A smaller rise, relative to the last cost or to the first, is rounding. */
const RISE = 1e-6;

interface Cost {
  readonly step: number;
  readonly cost: number;
}

/** Looks at costs in their order, and says once when they rise: the learning rate is too large. */
export class Rises {
  readonly #unit: string;
  readonly #patience: number;
  readonly #learningRate: number;
  #first: Cost | undefined;
  #last: Cost | undefined;
  /** Where the costs began to rise one behind another. */
  #bottom: Cost | undefined;
  #rises = 0;
  #told = false;

  /**
   * @param unit what a cost is counted by: epoch or iteration
   * @param patience how many must rise one behind another before it is said
   */
  constructor(unit: string, patience: number, learningRate: number) {
    this.#unit = unit;
    this.#patience = patience;
    this.#learningRate = learningRate;
  }

  /** Takes a finite cost; answers with the warning, where there is one to give. */
  add(step: number, cost: number): string | undefined {
    const now = { step, cost };
    const last = this.#last ?? now;
    this.#first ??= now;
    const floor = Math.max(last.cost, this.#first.cost * RISE);
    const rose = cost > floor * (1 + RISE);
    if (this.#rises === 0) this.#bottom = last;
    this.#rises = rose ? this.#rises + 1 : 0;
    this.#last = now;
    if (this.#told || this.#rises < this.#patience) return undefined;
    this.#told = true;
    return this.#warning(this.#bottom!, now);
  }

  #warning(from: Cost, to: Cost): string {
    const at = ({ step, cost }: Cost): string => `${cost.toPrecision(6)} at ${this.#unit} ${step}`;
    return `cost rose from ${at(from)} to ${at(to)}: lower learningRate from ${this.#learningRate}`;
  }
}

/** The step from which a warning of {@link Rises} says that the cost rose. */
export function riseIn(warning: string): number | undefined {
  const step = /^cost rose from \S+ at \w+ (\d+) to /.exec(warning)?.[1];
  return step === undefined ? undefined : Number(step);
}
