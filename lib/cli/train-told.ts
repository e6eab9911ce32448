// What `densely train` says when it is done.
import { basename } from 'node:path';
import { backend, type Dataset, type History, type Metrics, type Model } from '../index.js';
import { separatedBy } from '../data/delimiters.js';
import { adviceLines, isWhole, kindsText } from './columns.js';
import { printJson } from './command.js';
import { sourceName, STDIN } from './csv.js';
import { metricsText } from './metrics.js';
import { tableWidth, wrapped } from './terminal.js';
import { figure, some } from './training-line.js';

export interface Result {
  readonly data: Dataset;
  /** Rows that are not held out to test. */
  readonly fit: number;
  readonly model: Model;
  readonly seconds: number;
  readonly test: Metrics | null;
  readonly out: string;
  /** Where its state is kept, if it is. */
  readonly checkpoint: string | undefined;
}

/** What becomes of the rows. */
function partsText({ fit, model, test }: Result): string {
  const { heldOut } = model.history;
  const parts = [`${heldOut?.fit ?? fit} to train`];
  if (heldOut) parts.push(`${heldOut.size} to choose the best epoch`);
  if (test) parts.push(`${test.size} to test`);
  return parts.length === 1 ? `all ${parts[0]!}` : parts.join(', ');
}

/** What the rows are; of columns that are not all numbers also what they hold. */
function printData(path: string, result: Result): void {
  const { data } = result;
  const classes = data.classes ? `, ${data.classes.length} classes` : '';
  const name = path === STDIN ? sourceName(path) : basename(path);
  const what = `${name}: ${data.size} rows, ${data.features.length} features${classes}`;
  console.log(wrapped(`${what}; ${partsText(result)}`));
  const { schema } = data;
  const { delimiter = ',' } = schema;
  if (delimiter !== ',') console.log(separatedBy(delimiter));
  if (!isWhole(data))
    for (const line of [kindsText(schema), ...adviceLines(schema)]) console.log(wrapped(line));
  console.log();
}

/** The table may be as wide as it likes where nobody looks at a terminal, a sentence may not. */
function summaryText(model: Model): string {
  const summary = model.summary();
  const blocks = summary.toString(tableWidth()).split('\n\n');
  const { training } = summary;
  if (training !== undefined) blocks.splice(-1, 1, wrapped(training));
  return blocks.join('\n\n');
}

/** Why a training ended before all of its epochs were done. */
const whys: Readonly<Record<History['ended'], string>> = {
  epochs: '',
  patience: ' (patience ran out)',
  stopped: ' (stopped)',
  time: ' (out of time)',
  steps: ' (out of steps)',
};

function doneText({ epoch, steps, lambda }: History): string {
  if (lambda === 0) return 'linear model';
  return epoch.length > 0 ? some(epoch.at(-1)! + 1, 'epoch') : some(steps, 'step');
}

function endText({ model, seconds }: Result): string {
  const { cost, ended } = model.history;
  const { name, isa } = backend();
  const on = name === 'js' ? 'js' : `${name} ${isa}`;
  const done = doneText(model.history);
  const time = `${done}${whys[ended]} in ${seconds.toFixed(2)} s on ${on}, ${model.dtype}`;
  return cost.length > 0 ? `${time}: cost ${figure(cost[0]!)} → ${figure(cost.at(-1)!)}` : time;
}

/** The figures of the best look. */
function bestText({ best, validation, heldOut }: History): string | undefined {
  if (!best || !validation || !heldOut) return undefined;
  const { epoch, ...figures } = validation;
  const at = epoch.indexOf(best.epoch);
  const told = Object.entries(figures).map(([name, values]) => `${name} ${figure(values[at]!)}`);
  return `validation, ${heldOut.size} rows: ${told.join(', ')}`;
}

/** How a training that was cut goes on. */
function furtherText({ model, checkpoint }: Result): string | undefined {
  const more = { stopped: '', time: ' --max-seconds S', steps: ' --max-steps N' };
  const { ended } = model.history;
  if (checkpoint === undefined || !(ended in more)) return undefined;
  return `densely resume ${checkpoint}${more[ended as keyof typeof more]} goes on with it`;
}

export function printResult(path: string, result: Result): void {
  const { model, test, out } = result;
  printData(path, result);
  console.log(`${summaryText(model)}\n`);
  for (const warning of model.history.warnings) console.log(wrapped(`warning: ${warning}`));
  console.log(wrapped(endText(result)));
  const best = bestText(model.history);
  if (best !== undefined) console.log(wrapped(best));
  if (test) console.log(metricsText('test', test));
  console.log(`\nmodel: ${out}`);
  const further = furtherText(result);
  if (further !== undefined) console.log(further);
}

export function printResultJson(result: Result): void {
  const { data, fit, model } = result;
  const { name, isa } = backend();
  printJson({
    ...result,
    data: isWhole(data) ? data.describe() : data.schema,
    fit: model.history.heldOut?.fit ?? fit,
    model: undefined,
    backend: { name, isa },
    dtype: model.dtype,
    history: model.history,
  });
}
