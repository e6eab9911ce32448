import { once } from 'node:events';
import { Model, readColumns, type Label } from '../index.js';
import { columnsToRead } from '../model/columns.js';
import { printJson, readArguments, type Command } from './command.js';
import { csvFormat, csvOptions } from './csv.js';

/** A field as RFC 4180 has it. */
function field(value: unknown): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Of what a model gives probabilities: its classes, or its labels. */
function eventsOf({ task, classes, targets }: Model): readonly Label[] {
  return classes ?? (task === 'multilabel' ? targets : []);
}

/** One line a row: the label, the labels or the values, then each probability where asked for. */
function* lines(
  model: Model,
  labels: readonly Label[],
  probabilities: readonly Float64Array[] | undefined,
): Generator<string> {
  const events = probabilities ? eventsOf(model) : [];
  yield [...model.targets, ...events.map((label) => `p(${String(label)})`)].map(field).join(',');
  for (const [j, label] of labels.entries()) {
    const values = Array.isArray(label) ? (label as readonly number[]) : [label];
    yield [...values, ...(events.length > 0 ? probabilities![j]! : [])].map(field).join(',');
  }
}

async function write(all: Iterable<string>): Promise<void> {
  for (const line of all) {
    if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
  }
}

const { target: _, ...format } = csvOptions;

const options = {
  ...format,
  probabilities: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const predict: Command = {
  name: 'predict',
  summary: 'what a model predicts for the rows of a CSV file',
  options,
  help: [
    'densely predict MODEL.safetensors DATA.csv [options]',
    '',
    'Prints CSV: one line a row. Columns are found by the names that the model keeps;',
    'others, such as the target, are not looked at. Where a model has no names (it',
    'was trained without a header) all columns are features, in their order.',
    '',
    '  --probabilities   the probability of each class, or of each label, too',
    '  --delimiter C     what separates the fields, default: found out',
    '  --no-header       the first line is data, and all columns are features',
    '  --header          the first line names the columns, whatever it looks like',
    '  --json            one JSON document on standard output',
  ].join('\n'),
  async run(args) {
    const { values, operands } = readArguments(args, options, ['MODEL.safetensors', 'DATA.csv']);
    const model = await Model.load(operands[0]!);
    const columns = values['no-header'] ? undefined : columnsToRead(model);
    const X = await readColumns(operands[1]!, { columns, ...csvFormat(values) });
    const predictions = await model.predictAsync(X);
    const probabilities =
      values.probabilities && eventsOf(model).length > 0
        ? await model.probabilitiesAsync(X)
        : undefined;
    if (!values.json) return write(lines(model, predictions, probabilities));
    const { classes, targets } = model;
    const of = classes ? { classes } : { labels: targets };
    printJson({
      predictions,
      ...(probabilities ? { ...of, probabilities: probabilities.map((p) => [...p]) } : {}),
    });
  },
};
