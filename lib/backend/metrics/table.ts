// The figures of examples that have a name: native/core/metrics.h has the same.
import { keysOf } from '../../base/option-table.js';
import type { Slices } from '../../base/slices.js';
import type { Task } from '../../data/task.js';
import {
  brierMeasured,
  classesMeasured,
  labelBriers,
  labelRanks,
  labelsMeasured,
  meanValues,
  rankMeasured,
  valuesMeasured,
  type Looked,
  type RankMeasured,
} from './looked.js';
import { balancedAccuracyOf, mean, type ValueScores } from './scores.js';

/**
 * A figure of held-out examples by its name, as `evaluate` tells it; over several targets or labels the mean.
 *
 * @example
 * import { type MetricName } from 'densely';
 *
 * const watched: readonly MetricName[] = ['cost', 'rocAuc', 'averagePrecision', 'rmse'];
 * console.log(watched.length); // 4
 */
export type MetricName =
  | 'cost'
  | 'accuracy'
  | 'balancedAccuracy'
  | 'subsetAccuracy'
  | 'f1'
  | 'rocAuc'
  | 'averagePrecision'
  | 'brier'
  | 'mse'
  | 'rmse'
  | 'mae'
  | 'r2';

/** What there is to know of a figure with a name. */
export interface MetricEntry {
  /** Those that have it. */
  readonly tasks: readonly Task[];
  readonly minimize: boolean;
  /** Of classes: only where there are two. */
  readonly twoClasses?: boolean;
  readonly of: (looked: Looked) => Slices<number>;
  /** What it is, in a line. */
  readonly says: string;
}

const classes: readonly Task[] = ['classification'];
const labels: readonly Task[] = ['multilabel'];
const values: readonly Task[] = ['regression'];

/** Every figure that can be watched by its name. */
export const metricTable: Readonly<Record<MetricName, MetricEntry>> = {
  cost: {
    tasks: [...classes, ...labels, ...values],
    minimize: true,
    *of({ cost }) {
      yield* []; // It is there already.
      return cost;
    },
    says: 'mean cost, as in training without penalties',
  },
  accuracy: {
    tasks: classes,
    minimize: false,
    *of(looked) {
      return (yield* classesMeasured(looked)).accuracy;
    },
    says: 'share of the examples whose class is predicted',
  },
  balancedAccuracy: {
    tasks: classes,
    minimize: false,
    *of(looked) {
      return balancedAccuracyOf((yield* classesMeasured(looked)).scores);
    },
    says: 'mean recall of the classes',
  },
  subsetAccuracy: {
    tasks: labels,
    minimize: false,
    *of(looked) {
      return (yield* labelsMeasured(looked)).subsetAccuracy;
    },
    says: 'share of the examples of which every label is predicted',
  },
  f1: {
    tasks: [...classes, ...labels],
    minimize: false,
    twoClasses: true,
    *of(looked) {
      if (!looked.codes) return (yield* labelsMeasured(looked)).f1.macro;
      return (yield* classesMeasured(looked)).scores[looked.positive]!.f1;
    },
    says: 'harmonic mean of precision and recall',
  },
  rocAuc: ranked('rocAuc', 'area under the ROC curve'),
  averagePrecision: ranked('averagePrecision', 'area under the curve of precision over recall'),
  brier: {
    tasks: [...classes, ...labels],
    minimize: true,
    *of(looked) {
      if (looked.codes) return yield* brierMeasured(looked);
      return mean(yield* labelBriers(looked));
    },
    says: 'mean squared error of probabilities',
  },
  mse: ofValues('mse', 'mean squared error'),
  rmse: ofValues('rmse', 'root of the mean squared error'),
  mae: ofValues('mae', 'mean absolute error'),
  r2: { ...ofValues('r2', 'share of the variance that is explained'), minimize: false },
};

export const allMetrics: readonly MetricName[] = keysOf(metricTable);

function ranked(figure: keyof RankMeasured, says: string): MetricEntry {
  return {
    tasks: [...classes, ...labels],
    minimize: false,
    twoClasses: true,
    *of(looked) {
      if (looked.codes) return (yield* rankMeasured(looked))[figure] ?? NaN;
      const ranks = yield* labelRanks(looked);
      // Labels that no example has, or every one, have no figure.
      return mean(ranks.map((rank) => rank[figure]).filter((value) => value !== undefined));
    },
    says,
  };
}

function ofValues(figure: keyof ValueScores, says: string): MetricEntry {
  return {
    tasks: values,
    minimize: true,
    *of(looked) {
      return meanValues(yield* valuesMeasured(looked))[figure];
    },
    says,
  };
}
