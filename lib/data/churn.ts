// Customers who leave, or do not: a table of words, holes and dates to begin with.
import type { RandomState } from '../base/random.js';
import { Dataset } from './dataset.js';

/**
 * A customer of `datasets.churn`.
 *
 * @example
 * import { datasets, type Customer } from 'densely';
 *
 * const [first] = datasets.churn().records() as Partial<Customer>[];
 * console.log(Object.keys(first ?? {}).join(' ')); // plan age usage tickets newsletter signed_up
 */
export interface Customer {
  /** What is paid for. */
  readonly plan: 'free' | 'team' | 'business';
  /** In years; of one in ten nobody knows it. */
  readonly age: number | null;
  /** Hours a week; of one in twenty nobody knows it. */
  readonly usage: number | null;
  /** Questions to the support. */
  readonly tickets: number;
  /** Is it read? */
  readonly newsletter: boolean;
  /** The day, at midnight in UTC. */
  readonly signed_up: Date;
  /** Whether the customer left. */
  readonly left: 'no' | 'yes';
}

const plans = ['free', 'free', 'team', 'business'] as const;
/** How each plan holds a customer. */
const holds = { free: -0.6, team: 0.3, business: 1 } as const;

/** 1 January 2020, and five years, in days. */
const [FIRST, DAYS] = [18_262, 1827];
const DAY = 86_400_000;

/** Only sums and products, so that every machine has the same customers. */
function customer(noise: number, random: RandomState): Customer {
  const plan = plans[random.interval(3)]!;
  const age = 18 + random.interval(52);
  const usage =
    Math.round(10 * (1 + 3 * random.random() + 8 * random.random() * random.random())) / 10;
  const tickets = random.interval(2) * random.interval(3);
  const newsletter = random.random() < 0.4;
  const day = random.interval(DAYS - 1);
  const years = day / 365;
  const pull = 1.1 - holds[plan] - 0.35 * usage + 0.45 * tickets - (newsletter ? 0.5 : 0);
  const restless = 0.25 * years + (age < 30 ? 0.5 : 0);
  const left = pull + restless + noise * random.normal() > 0 ? 'yes' : 'no';
  return {
    plan,
    age: random.random() < 0.1 ? null : age,
    usage: random.random() < 0.05 ? null : usage,
    tickets,
    newsletter,
    signed_up: new Date((FIRST + day) * DAY),
    left,
  };
}

/** So many customers, one behind another from the stream. */
export function customers(
  size: number,
  noise: number,
  random: RandomState,
): Dataset<'no' | 'yes', Omit<Customer, 'left'>> {
  const records = Array.from({ length: size }, () => customer(noise, random));
  return Dataset.fromRecords(records, { target: 'left', classes: ['no', 'yes'] });
}
