import { alignedTable, fittingTable, shortText, textWidth } from '../base/table.js';
import type { ClassScores, Confusion, Metrics, ValueScores } from '../index.js';
import { lineWidth, wrapped } from './terminal.js';

/** More have no room: a count and the gap before it take three columns. */
const MOST_CLASSES = 26;

/** What `evaluate` answers, as lines that fit the terminal; `what` stands before the first. */
export function metricsText(what: string, metrics: Metrics): string {
  const lines = linesOf(metrics);
  return [wrapped(`${what}: ${lines[0]}`), ...lines.slice(1)].join('\n');
}

function linesOf(metrics: Metrics): string[] {
  if (metrics.task === 'regression') return regression(metrics);
  return metrics.task === 'multilabel' ? multilabel(metrics) : classification(metrics);
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function regression(metrics: Metrics & { task: 'regression' }): string[] {
  const { cost, r2, targets } = metrics;
  const rows = targets.map((target) => [short(target.name), ...values(target)]);
  if (targets.length > 1) rows.push(['mean', ...values(metrics)]);
  const heads = ['target', 'MSE', 'RMSE', 'MAE', 'R²'];
  return [
    `R² ${r2.toFixed(4)}, cost ${cost.toPrecision(4)}`,
    '',
    scores([heads, ...rows], ['MSE', 'MAE', 'RMSE']),
  ];
}

function values({ mse, rmse, mae, r2 }: ValueScores): string[] {
  return [figure(mse), figure(rmse), figure(mae), r2.toFixed(4)];
}

function multilabel(metrics: Metrics & { task: 'multilabel' }): string[] {
  const { subsetAccuracy, cost, f1, labels } = metrics;
  const rows = labels.map((label) => [
    short(label.name),
    ...found(label),
    share(label.rocAuc),
    share(label.averagePrecision),
    count(label.support),
  ]);
  const ranked = ['ROC AUC', 'average precision'];
  const heads = ['label', 'precision', 'recall', 'F1', ...ranked, 'examples'];
  return [
    `all labels right ${percent(subsetAccuracy)}, F1 macro ${f1.macro.toFixed(4)}, micro ${f1.micro.toFixed(4)}, cost ${cost.toPrecision(4)}`,
    '',
    scores([heads, ...rows], ['average precision', 'examples', 'ROC AUC', 'F1']),
  ];
}

/** Precision, recall and F1 as they are printed. */
function found({ precision, recall, f1 }: ClassScores): string[] {
  return [percent(precision), percent(recall), f1.toFixed(4)];
}

function classification(metrics: Metrics & { task: 'classification' }): string[] {
  const { accuracy, cost, brier, rocAuc, averagePrecision, classes, confusion } = metrics;
  const auc = rocAuc === undefined ? '' : `, ROC AUC ${share(rocAuc)}`;
  const precision =
    averagePrecision === undefined ? '' : `, average precision ${share(averagePrecision)}`;
  const names = classes.map(({ label }) => short(String(label)));
  const rows = classes.map((of, c) => [names[c]!, ...found(of), count(of.support)]);
  return [
    `accuracy ${percent(accuracy)}, cost ${cost.toPrecision(4)}, Brier ${share(brier)}${auc}${precision}`,
    '',
    scores([['class', 'precision', 'recall', 'F1', 'examples'], ...rows], ['examples', 'F1']),
    '',
    confusionTable(names, confusion) ?? mistakes(names, confusion),
  ];
}

/** A line for each class or target. */
function scores(rows: readonly (readonly string[])[], least: readonly string[]): string {
  return fittingTable(rows, { left: [0], width: lineWidth(), least });
}

/** Columns under the classes' names, or numbers where those are too wide; nothing for many classes. */
function confusionTable(names: readonly string[], confusion: Confusion): string | undefined {
  if (names.length > MOST_CLASSES) return undefined;
  const counts = confusion.map((row) => row.map(count));
  const numbers = names.map((_, c) => `${c + 1}`);
  const named = [['', ...names], ...counts.map((row, c) => [names[c]!, ...row])];
  const numbered = counts.map((row, c) => [numbers[c]!, names[c]!, ...row]);
  const tables = [alignedTable(named), alignedTable([['', '', ...numbers], ...numbered], [1])];
  const fitting = tables.find((text) => text.split('\n').every((l) => textWidth(l) <= lineWidth()));
  return (
    fitting && `${wrapped('Rows are the true classes, columns the predicted ones:')}\n${fitting}`
  );
}

function mistakes(names: readonly string[], confusion: Confusion): string {
  const wrong = confusion.flatMap((row, is) =>
    row.map((weight, said) => ({ is, said, weight })).filter(({ said }) => said !== is),
  );
  const most = wrong.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  const rows = most
    .slice(0, 10)
    .map(({ is, said, weight }) => [names[is]!, names[said]!, count(weight)]);
  return `Most frequent mistakes:\n${alignedTable([['true', 'predicted', 'examples'], ...rows], [0, 1])}`;
}

const NAME = 24;

function short(name: string): string {
  return shortText(name, NAME);
}

function share(value: number | undefined): string {
  return value?.toFixed(4) ?? '';
}

/** Of examples, or the sum of their weights. */
function count(value: number): string {
  return Number.isInteger(value) ? `${value}` : figure(value);
}

function figure(value: number): string {
  return Math.abs(value) >= 1e6 ? value.toExponential(3) : value.toPrecision(5);
}
