// The tables that are printed, 80 columns wide, or in Markdown for the README.
import { alignedTable } from '../../dist/bench.js';
import { decision, meanRanks, means } from './figures.mjs';

export const heads = {
  linear: 'linear',
  hgb: 'HistGB',
  xgb: 'XGBoost',
  rf: 'forest',
  mlp: 'MLP',
  epochs100: '100 ep.',
  densely: 'densely',
};

const notes = {
  dev: 'tables on which choices are made',
  report: 'tables that no choice was made on',
  small: 'few rows learnt from',
  synthetic: 'tables of a known truth',
};

const percent = (value) =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(100 * value).toFixed(1)}`;
const digits = (value) => (value === null ? '' : value.toPrecision(3));
const loss = (value) => value.toFixed(value < 0.1 ? 4 : 3);
const markdown = (rows) => {
  const line = ['---', ...rows[0].slice(1).map(() => '---:')];
  return [rows[0], line, ...rows.slice(1)].map((row) => `| ${row.join(' | ')} |`).join('\n');
};

function decisionRow(of) {
  const { name, size, splits, linear, densely, ratio, errors, verdict, cpu } = of;
  const beside = cpu ? cpu.ratio.toFixed(2) : '';
  const figures = [loss(linear), loss(densely), percent(ratio), (100 * errors).toFixed(1)];
  return [name, `${size}`, `${splits}`, ...figures, verdict, beside];
}

function decisionTable(results) {
  const decisions = results.map(decision).filter(Boolean);
  if (decisions.length === 0) return undefined;
  const first = [
    'table',
    'rows',
    'splits',
    'linear',
    'densely',
    'ln ratio %',
    '2 SE %',
    'verdict',
    'CPU',
  ];
  return [first, ...decisions.map(decisionRow)];
}

/** A line for each table that has the figure, and one for all. */
function learnersTable(results, learners, { key, shown, last }) {
  const rows = results.map(({ name }, i) => [name, means(results[i], learners, key)]);
  const there = rows.filter(([, figures]) => figures[0] !== null);
  if (there.length === 0) return undefined;
  const body = there.map(([name, figures]) => [name, ...figures.map(shown)]);
  const [name, figures] = last(there.map((row) => row[1]));
  return [
    ['table', ...learners.map((learner) => heads[learner])],
    ...body,
    [name, ...figures.map((value) => value.toFixed(2))],
  ];
}

const sums = (lists) => lists[0].map((_, i) => lists.reduce((sum, list) => sum + list[i], 0));

const kinds = {
  'log loss, or RMSE ÷ deviation of values': {
    key: 'loss',
    shown: loss,
    last: (lists) => ['mean rank', meanRanks(lists)],
  },
  'area under the ROC curve, two classes': {
    key: 'auc',
    shown: (value) => value.toFixed(3),
    last: (lists) => ['mean rank', meanRanks(lists.map((list) => list.map((auc) => -auc)))],
  },
  'CPU seconds of a training': {
    key: 'cpu',
    shown: digits,
    last: (lists) => ['sum', sums(lists)],
  },
};

/** Learners that have figures of all these tables. */
export const learnersOf = (results, learners) =>
  learners.filter((learner) => results.every(({ lines }) => lines[learner]));

function sectionsOf(suite, results, learners) {
  const there = learnersOf(results, learners);
  const paired = ['densely beside the linear model, all splits', decisionTable(results)];
  const several = there.length > 1 ? Object.entries(kinds) : [];
  const others = several.map(([what, kind]) => [what, learnersTable(results, there, kind)]);
  return [paired, ...others]
    .filter(([, table]) => table)
    .map(([what, table]) => ({ title: `${suite}, ${notes[suite]}: ${what}`, table }));
}

/** All sections of the results, as text. */
export function printed(results, learners, { readme }) {
  const suites = [...new Set(results.map(({ suite }) => suite))];
  const sections = suites.flatMap((suite) =>
    sectionsOf(
      suite,
      results.filter((result) => result.suite === suite),
      learners,
    ),
  );
  const text = readme ? markdown : (rows) => alignedTable(rows);
  return sections.map(({ title, table }) => `${title}\n\n${text(table)}`).join('\n\n');
}
