// Trainings whose options are drawn: which they are follows from the draw alone. None has a function among them.
import {
  activations,
  Dataset,
  RandomState,
  type Activation,
  type Optimizer,
  type Schedule,
  type TrainOptions,
} from '../lib/index.js';
import { optimizerNames } from '../lib/network/optimizers.js';
import type { Metric } from '../lib/training/options.js';

export interface OptionSet {
  readonly data: Dataset;
  readonly options: TrainOptions;
  /** Of the chunks and moments at which it is left. */
  readonly seed: number;
}

const SETS = 40;
/** Multiply-adds of all forward passes: backward passes have twice as many. */
const [FEW, MANY] = [300_000, 3_300_000];

const kinds = ['two', 'three', 'labels', 'value', 'values', 'counts'] as const;
type Kind = (typeof kinds)[number];

const metrics: Readonly<Record<Kind, readonly Metric[]>> = {
  two: ['cost', 'accuracy', 'balancedAccuracy', 'f1', 'rocAuc', 'averagePrecision', 'brier'],
  three: ['cost', 'accuracy', 'balancedAccuracy', 'brier'],
  labels: ['cost', 'subsetAccuracy', 'f1', 'rocAuc', 'averagePrecision', 'brier'],
  value: ['cost', 'mse', 'rmse', 'mae', 'r2'],
  values: ['cost', 'mse', 'rmse', 'mae', 'r2'],
  counts: ['cost', 'mae'],
};

const losses: Readonly<Record<Kind, readonly TrainOptions['loss'][]>> = {
  two: [undefined],
  three: [undefined],
  labels: [undefined],
  value: ['squared', 'absolute', 'huber', { huber: 0.3 }, { quantiles: [0.1, 0.5, 0.9] }],
  values: ['squared', 'absolute', { huber: 2 }],
  counts: ['poisson'],
};

const schedules: readonly Schedule[] = [
  'constant',
  { linear: { to: 0.1 } },
  'cosine',
  'coslog4',
  'flatCosine',
  'oneCycle',
  { exponential: { factor: 0.9 } },
  { step: { every: 2, factor: 0.5 } },
  { plateau: { patience: 0, factor: 0.5 } },
  { warmUp: { share: 0.2, next: 'cosine' } },
  { warmUp: { epochs: 1.5, next: { plateau: { patience: 1 } } } },
];

/** Those of numbers that are no rates. */
const ownSchedules = schedules.filter((one) => !JSON.stringify(one).includes('plateau'));

const scales = ['standard', 'minmax', 'robust', 'quantile', 'log', 'none'] as const;

const rates: Readonly<Record<string, number>> = { sgd: 0.1, momentum: 0.03, nesterov: 0.03 };

/** What is drawn from. */
class Draws {
  readonly #random: RandomState;

  constructor(random: RandomState) {
    this.#random = random;
  }

  chance(share: number): boolean {
    return this.#random.random() < share;
  }

  whole(from: number, to: number): number {
    return from + this.#random.interval(to - from);
  }

  normal(): number {
    return this.#random.normal();
  }

  of<T>(list: readonly T[]): T {
    return list[this.#random.interval(list.length - 1)]!;
  }

  /** Or nothing at all. */
  maybe<K extends string, V>(share: number, name: K, value: () => V): { [N in K]?: V } {
    return this.chance(share) ? ({ [name]: value() } as { [N in K]: V }) : {};
  }

  shuffled<T>(list: readonly T[]): readonly T[] {
    return Array.from(this.#random.permutation(list.length), (i) => list[i]!);
  }
}

/** What every set has another one of, so that all of them come up. */
interface Dealt {
  readonly kind: Kind;
  readonly activation: Activation;
  readonly optimizer: (typeof optimizerNames)[number];
  readonly schedule: Schedule;
  /** A linear path, where there are hidden layers. */
  readonly linear: boolean;
}

function examples(draws: Draws, kind: Kind, m: number, n: number): Dataset {
  const rows = Array.from({ length: m }, () => Array.from({ length: n }, () => draws.normal()));
  const level = (row: readonly number[]): number =>
    row[0]! * row[1]! + 0.5 * row[n - 1]! + 0.4 * draws.normal();
  const targets: Record<Kind, (row: readonly number[]) => number | string | number[]> = {
    two: (row) => (level(row) > 0.3 ? 'yes' : 'no'),
    three: (row) => ['a', 'b', 'c'][(level(row) > -0.5 ? 1 : 0) + (level(row) > 0.5 ? 1 : 0)]!,
    labels: (row) => [0, 0.4, -0.4].map((from) => (level(row) > from ? 1 : 0)),
    value: (row) => 40 + 9 * level(row) + (draws.chance(0.1) ? 50 * draws.normal() : 0),
    values: (row) => [level(row), 100 * level(row)],
    counts: (row) => draws.whole(0, level(row) > 0 ? 7 : 2),
  };
  const isValue = ['value', 'values', 'counts'].includes(kind);
  const task = isValue ? 'regression' : kind === 'labels' ? 'multilabel' : 'classification';
  const weights = (): number[] => rows.map((_, j) => (j < m / 4 ? 0 : draws.whole(0, 8) / 4));
  return Dataset.from(rows, rows.map(targets[kind]) as number[], {
    task,
    groups: rows.map((_, j) => j % 17),
    ...draws.maybe(0.4, 'weights', weights),
  });
}

function optimizerOf(draws: Draws, name: Dealt['optimizer']): Optimizer {
  const numbers = {
    momentum: { beta: 0.8 },
    nesterov: { beta: 0.8 },
    rmsprop: { rho: 0.9 },
    adam: { beta2: 0.99 },
    adamw: { beta1: 0.8 },
  } as const;
  if (draws.chance(0.5) || !(name in numbers)) return name;
  return { [name]: numbers[name as keyof typeof numbers] } as unknown as Optimizer;
}

/** What holds a network back. */
function regularisation(draws: Draws, kind: Kind, layers: number): TrainOptions {
  const share = (): number => draws.whole(1, 30) / 100;
  const scheduled = (): TrainOptions['weightDecay'] =>
    draws.chance(0.5)
      ? share()
      : { value: share(), biases: draws.chance(0.5), schedule: draws.of(ownSchedules) };
  const isClasses = kind === 'two' || kind === 'three';
  const layered = (): number | number[] =>
    draws.chance(0.5) ? share() : Array.from({ length: layers }, share);
  return {
    ...draws.maybe(0.3, 'weightDecay', scheduled),
    ...draws.maybe(0.3, 'l2', scheduled),
    ...draws.maybe(0.3, 'l1', scheduled),
    ...draws.maybe(layers > 0 ? 0.4 : 0, 'dropout', () => ({
      value: layered(),
      schedule: draws.of(ownSchedules),
    })),
    ...draws.maybe(isClasses || kind === 'labels' ? 0.4 : 0, 'labelSmoothing', share),
    ...draws.maybe(0.3, 'clipNorm', () => draws.whole(1, 20) / 10),
    ...draws.maybe(0.3, 'clipValue', () => draws.whole(1, 20) / 40),
    ...draws.maybe(0.3, 'averageWeights', () => draws.of([true, { epochs: 2 }])),
    ...draws.maybe(isClasses ? 0.4 : 0, 'classWeights', () => 'balanced' as const),
  };
}

/** What is held out, and what is made of it. */
function looking(draws: Draws, kind: Kind, schedule: Schedule): TrainOptions {
  const needed = JSON.stringify(schedule).includes('plateau');
  if (!needed && draws.chance(0.35)) return { validation: 'none' };
  return {
    validation: draws.of([
      0.2,
      { share: 0.3, seed: draws.whole(0, 99), groups: false },
      { share: 0.25, groups: true },
    ]),
    metric: draws.of(metrics[kind]),
    watch: { metrics: [draws.of(metrics[kind])] },
    validateEvery: draws.whole(1, 2),
    validateStart: draws.chance(0.3),
    ...draws.maybe(0.4, 'patience', () => draws.whole(2, 6)),
  };
}

function drawSet(draws: Draws, dealt: Dealt, isLarge: boolean): OptionSet {
  const { kind, activation, optimizer, schedule, linear } = dealt;
  const [m, n] = isLarge ? [280, 8] : [draws.whole(60, 240), draws.whole(2, 6)];
  const width = (): number => (isLarge ? draws.whole(70, 90) : draws.whole(2, 14));
  const hidden = Array.from({ length: isLarge ? 2 : draws.whole(0, 2) }, width);
  const outputs = { two: 1, three: 3, labels: 3, value: 3, values: 2, counts: 1 }[kind];
  const sizes = [n, ...hidden, outputs];
  const perEpoch = m * sizes.slice(1).reduce((sum, units, l) => sum + units * sizes[l]!, 0);
  const most = Math.floor((isLarge ? MANY : FEW) / perEpoch);
  const isFull = draws.chance(0.35);
  const dtype = draws.chance(0.25) ? 'float64' : 'float32';
  // Some are to diverge, all in the same way; float64 of the backends is not near enough for that.
  const wild = dtype === 'float32' && draws.chance(0.1) ? 1e7 : 1;
  const options: TrainOptions = {
    hidden,
    activation: hidden.map((_, l) =>
      l === 0 ? activation : draws.of(Object.keys(activations) as Activation[]),
    ),
    ...(linear && hidden.length > 0 && { linear }),
    scale: draws.of(scales),
    loss: draws.of(losses[kind]),
    optimizer: optimizerOf(draws, optimizer),
    learningRate: (rates[optimizer] ?? 0.01) * draws.of([0.5, 1, 2]) * wild,
    schedule,
    ...regularisation(draws, kind, hidden.length),
    ...looking(draws, kind, schedule),
    epochs: Math.max(2, Math.min(most, draws.whole(6, isFull ? 40 : 12))),
    batchSize: isFull ? 'all' : isLarge ? draws.whole(90, 130) : draws.whole(7, 40),
    dtype,
    reportEvery: draws.whole(1, 2),
    ...draws.maybe(isFull ? 0.5 : 0, 'history', () => 'every' as const),
    seed: draws.whole(0, 1e6),
  };
  return { data: examples(draws, kind, m, n), options, seed: draws.whole(0, 1e6) };
}

/** The sets of a draw. */
export function drawnSets(draw: number): OptionSet[] {
  const draws = new Draws(new RandomState(draw));
  const decks = {
    kind: draws.shuffled(kinds),
    activation: draws.shuffled(Object.keys(activations) as Activation[]),
    optimizer: draws.shuffled(optimizerNames),
    schedule: draws.shuffled(schedules),
  };
  return Array.from({ length: SETS }, (_, i) => {
    const next = <T>(deck: readonly T[], turn = 0): T => deck[(i + turn) % deck.length]!;
    const dealt = {
      kind: next(decks.kind),
      activation: next(decks.activation),
      optimizer: next(decks.optimizer, Math.floor(i / 8)),
      schedule: next(decks.schedule),
      linear: i % 4 === 1,
    };
    return drawSet(draws, dealt, i % 10 === 9);
  });
}
