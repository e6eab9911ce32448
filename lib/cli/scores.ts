// What `densely evaluate --scores` adds, as lines that fit the terminal.
import { alignedTable, fittingTable, shortText } from '../base/table.js';
import type {
  CalibrationCurve,
  Metrics,
  PrecisionRecallCurve,
  ProbabilityScores,
} from '../index.js';
import { percent } from './metrics.js';
import { lineWidth, wrapped } from './terminal.js';

/** Rows of a table of thresholds. */
const ROWS = 10;

const NAME = 24;

export function scoresText(metrics: Metrics): string {
  if (metrics.task === 'multilabel') return labelScores(metrics);
  if (metrics.task === 'regression') return '';
  const { classes, precisionRecallCurve, calibrationCurve } = metrics;
  const several = classes.length > 2;
  return [
    wrapped(lossText(metrics)),
    ...(calibrationCurve ? [calibrationTable(calibrationCurve)] : []),
    ...(several ? [classTable(classes)] : []),
    ...(precisionRecallCurve ? [thresholdTable(precisionRecallCurve)] : []),
  ].join('\n\n');
}

function lossText({ logLoss, calibrationError, calibrationCurve }: ProbabilityScores): string {
  const bins = calibrationCurve?.weight.length ?? 0;
  return `log loss ${shown(logLoss)}, calibration error ${shown(calibrationError)} over ${bins} bins of equal mass`;
}

function shown(value: number | undefined): string {
  return value?.toFixed(4) ?? '';
}

function calibrationTable({ predicted, observed, weight }: CalibrationCurve): string {
  const rows = Array.from(predicted, (p, i) => [
    percent(p),
    percent(observed[i]!),
    String(Number(weight[i]!.toPrecision(5))),
  ]);
  return alignedTable([['predicted', 'true', 'examples'], ...rows], []);
}

/** Some points of the curve, evenly. */
function thresholdTable({ threshold, precision, recall }: PrecisionRecallCurve): string {
  const last = threshold.length - 2;
  const count = Math.min(ROWS, last + 1);
  const at = Array.from({ length: count }, (_, i) =>
    count === 1 ? 0 : Math.round((i * last) / (count - 1)),
  );
  const rows = at.map((i) => [
    threshold[i]!.toFixed(4),
    percent(precision[i]!),
    percent(recall[i]!),
  ]);
  return alignedTable([['from', 'precision', 'recall'], ...rows], []);
}

interface Against {
  readonly label: unknown;
  readonly rocAuc?: number | undefined;
  readonly averagePrecision?: number | undefined;
  readonly brier?: number | undefined;
}

function classTable(classes: readonly Against[]): string {
  const rows = classes.map(({ label, rocAuc, averagePrecision, brier }) => [
    shortText(String(label), NAME),
    shown(rocAuc),
    shown(averagePrecision),
    shown(brier),
  ]);
  const heads = ['class against the others', 'ROC AUC', 'average precision', 'Brier'];
  return table([heads, ...rows], ['Brier', 'average precision']);
}

function labelScores({ labels }: Metrics & { task: 'multilabel' }): string {
  const rows = labels.map(({ name, logLoss, calibrationError, brier }) => [
    shortText(name, NAME),
    shown(logLoss),
    shown(calibrationError),
    shown(brier),
  ]);
  return table([['label', 'log loss', 'calibration error', 'Brier'], ...rows], ['Brier']);
}

function table(rows: readonly (readonly string[])[], least: readonly string[]): string {
  return fittingTable(rows, { left: [0], width: lineWidth(), least });
}
