import { alignedTable } from '../base/table.js';
import type { Metrics } from '../index.js';

/** Classes whose confusion fits into 80 columns. */
const MOST_CLASSES = 10;

/** What `evaluate` answers, as lines of at most 80 columns. */
export function metricsText(metrics: Metrics): string {
  return metrics.task === 'regression' ? regression(metrics) : classification(metrics);
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function regression({ cost, mse, mae, r2, targets }: Metrics & { task: 'regression' }): string {
  const lines = [`R² ${r2.toFixed(4)}, cost ${cost.toPrecision(4)}`];
  const rows = targets.map((t) => [short(t.name), figure(t.mse), figure(t.mae), t.r2.toFixed(4)]);
  if (targets.length > 1) rows.push(['mean', figure(mse), figure(mae), r2.toFixed(4)]);
  lines.push('', alignedTable([['target', 'MSE', 'MAE', 'R²'], ...rows]));
  return lines.join('\n');
}

function classification(metrics: Metrics & { task: 'classification' }): string {
  const { accuracy, cost, rocAuc, classes } = metrics;
  const auc = rocAuc === undefined ? '' : `, ROC AUC ${rocAuc.toFixed(4)}`;
  const rows = classes.map(({ label, precision, recall, f1, support }) => [
    short(String(label)),
    percent(precision),
    percent(recall),
    f1.toFixed(4),
    `${support}`,
  ]);
  return [
    `accuracy ${percent(accuracy)}, cost ${cost.toPrecision(4)}${auc}`,
    '',
    alignedTable([['class', 'precision', 'recall', 'F1', 'examples'], ...rows]),
    '',
    ...mistakes(metrics),
  ].join('\n');
}

/** The confusion of few classes; of many the most frequent mistakes. */
function mistakes({ classes, confusion }: Metrics & { task: 'classification' }): string[] {
  const names = classes.map(({ label }) => short(String(label), 8));
  if (names.length <= MOST_CLASSES && Math.max(...confusion.flat()) < 100_000) {
    const rows = confusion.map((row, c) => [names[c]!, ...row.map(String)]);
    return [
      'Rows are the true classes, columns the predicted ones:',
      alignedTable([['', ...names], ...rows]),
    ];
  }
  const wrong = confusion.flatMap((row, is) =>
    row.map((count, said) => ({ is, said, count })).filter(({ said }) => said !== is),
  );
  const most = wrong.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  const rows = most
    .slice(0, 10)
    .map(({ is, said, count }) => [names[is]!, names[said]!, `${count}`]);
  return [
    'Most frequent mistakes:',
    alignedTable([['true', 'predicted', 'examples'], ...rows], [0, 1]),
  ];
}

function short(text: string, width = 24): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

function figure(value: number): string {
  return Math.abs(value) >= 1e6 ? value.toExponential(3) : value.toPrecision(5);
}
