// What the lines of the splits say: of two learners, of all, and of what was to be reached.
import { compared, mean, ranks } from './paired.mjs';

/** Of the mean over the large tables of classes, so many. */
const MEAN_RATIO = -0.19;
const LARGE = 9;
const MOST_CPU = { sum: 1.2, table: 1.8 };

/** Splits that all of these learners have. */
function common(lines, learners) {
  const splits = [...lines[learners[0]].keys()];
  return splits.filter((split) => learners.every((learner) => lines[learner][split]));
}

const values = (lines, learner, splits, key) => splits.map((split) => lines[learner][split][key]);

const has = (lines, learners) => learners.every((learner) => lines[learner]);

/** The package beside the linear model: `{ name, size, splits, linear, densely, ratio, errors, verdict, cpu }`. */
export function decision({ lines, ...about }) {
  const pair = ['linear', 'densely'];
  if (!has(lines, pair)) return undefined;
  const splits = common(lines, pair);
  const [linear, densely] = pair.map((learner) => values(lines, learner, splits, 'loss'));
  return {
    ...about,
    splits: splits.length,
    linear: mean(linear),
    densely: mean(densely),
    ...compared(densely, linear),
    cpu: cpuBeside(lines),
  };
}

/** Mean CPU seconds of the package and of 100 epochs; undefined where one was not measured. */
function cpuBeside(lines) {
  const pair = ['densely', 'epochs100'];
  if (!has(lines, pair)) return undefined;
  const splits = common(lines, pair);
  const [densely, epochs100] = pair.map((learner) => mean(values(lines, learner, splits, 'cpu')));
  return { densely, epochs100, ratio: densely / epochs100 };
}

/** Of each learner the mean of `key` over the splits that all have; null where there is no such figure. */
export function means({ lines }, learners, key) {
  const splits = common(lines, learners);
  return learners.map((learner) => {
    const found = values(lines, learner, splits, key);
    return found[0] === null ? null : mean(found);
  });
}

/** Mean ranks over cases, each a list of figures of which less is better. */
export function meanRanks(cases) {
  const lists = cases.map(ranks);
  return lists[0].map((_, i) => mean(lists.map((list) => list[i])));
}

/** Of each learner the CPU seconds of a fit and its loss beside the linear model's, geometric means over the tables. */
export function accuracyAndTime(results, learners) {
  const losses = results.map((result) => means(result, learners, 'loss'));
  const times = results.map((result) => means(result, learners, 'cpu'));
  const linear = learners.indexOf('linear');
  const geometric = (list) => Math.exp(mean(list.map(Math.log)));
  return learners.map((learner, i) => ({
    learner,
    seconds: geometric(times.map((row) => row[i])),
    ratio: geometric(losses.map((row) => row[i] / row[linear])),
  }));
}

/** How many of the trainings were timed while the machine had more to do than it has cores. */
export function timedWhileBusy(results, cores) {
  const lines = results.flatMap(({ lines }) => Object.values(lines).flat());
  return { busy: lines.filter(({ load }) => load > cores).length, of: lines.length };
}

function cpuGoals(decisions) {
  const timed = decisions.filter(({ suite, cpu }) => suite === 'dev' && cpu).map(({ cpu }) => cpu);
  if (timed.length === 0) return [];
  const sum = (key) => timed.reduce((total, cpu) => total + cpu[key], 0);
  const [what, unit] = ['CPU beside 100 epochs', '×'];
  const dearest = Math.max(...timed.map(({ ratio }) => ratio));
  return [
    {
      what: `${what}, sum of ${timed.length} tables`,
      value: sum('densely') / sum('epochs100'),
      unit,
      goal: MOST_CPU.sum,
    },
    { what: `${what}, dearest table`, value: dearest, unit, goal: MOST_CPU.table },
  ];
}

/**
 * What was to be reached, of those decisions that choices are made on.
 * @param isWhole whether all splits were made: else nothing is judged
 */
export function goals(decisions, isWhole) {
  if (decisions.length === 0) return [];
  const large = decisions.filter(({ isLarge }) => isLarge);
  const lost = decisions.filter(({ verdict }) => verdict === 'lost');
  const figures = [
    {
      what: `lost to the linear model, of ${decisions.length}`,
      value: lost.length,
      unit: 'tables',
      goal: 0,
    },
    ...cpuGoals(decisions),
  ];
  if (large.length === LARGE)
    figures.unshift({
      what: `mean ln ratio, ${LARGE} large tables`,
      value: mean(large.map(({ ratio }) => ratio)),
      unit: '',
      goal: MEAN_RATIO,
    });
  return isWhole ? figures : figures.map(({ what, value, unit }) => ({ what, value, unit }));
}
