import { once } from 'node:events';
import { Model, Table, type CsvSource, type Label } from '../index.js';
import { printJson, readArguments, type Command } from './command.js';
import { reading, tableFor } from './csv.js';
import { csvFormat, csvHelp, csvOptions } from './csv-options.js';
import { thresholdHelp, thresholdSaid } from './threshold.js';

/** A field as RFC 4180 has it. */
function field(value: unknown): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Of what a model gives probabilities: its classes, or its labels. */
function eventsOf({ task, classes, targets }: Model): readonly Label[] {
  return classes ?? (task === 'multilabel' ? targets : []);
}

/** Columns of the input that stand before what is predicted. */
interface Kept {
  readonly names: readonly string[];
  readonly texts: readonly (readonly string[])[];
}

/** One line a row: what is kept, the label, the labels or the values, then each probability where asked for. */
function* lines(
  model: Model,
  { names, texts }: Kept,
  labels: readonly Label[],
  probabilities: readonly Float64Array[] | undefined,
): Generator<string> {
  const events = probabilities ? eventsOf(model) : [];
  // What is kept may be the truth.
  const targets = model.targets.map((name) => (names.includes(name) ? `predicted ${name}` : name));
  const heads = [...names, ...targets, ...events.map((label) => `p(${String(label)})`)];
  yield heads.map(field).join(',');
  for (const [j, label] of labels.entries()) {
    const values = Array.isArray(label) ? (label as readonly number[]) : [label];
    const kept = texts.map((column) => column[j]);
    yield [...kept, ...values, ...(events.length > 0 ? probabilities![j]! : [])]
      .map(field)
      .join(',');
  }
}

async function write(all: Iterable<string>): Promise<void> {
  for (const line of all) {
    if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
  }
}

/** A source that may be read twice: standard input is kept for it. */
async function readTwice(source: CsvSource): Promise<() => CsvSource> {
  if (typeof source === 'string' || source instanceof URL) return () => source;
  const pieces: (string | Uint8Array)[] = [];
  for await (const piece of source) pieces.push(piece);
  return async function* () {
    yield* pieces;
  };
}

async function read(
  model: Model,
  source: CsvSource,
  values: Values,
): Promise<{ table: Table; kept: Kept }> {
  const names = (values.keep ?? []).flatMap((list) => list.split(','));
  if (names.length === 0)
    return { table: await tableFor(model, source, values), kept: { names, texts: [] } };
  const again = await readTwice(source);
  const texts = await Table.texts(again(), names, csvFormat(values));
  return { table: await tableFor(model, again(), values), kept: { names, texts } };
}

const options = {
  ...csvOptions,
  keep: { type: 'string', multiple: true },
  probabilities: { type: 'boolean' },
  threshold: { type: 'string' },
  json: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof readArguments<typeof options>>['values'];

export const predict: Command = {
  name: 'predict',
  summary: 'what a model predicts for the rows of a CSV file',
  options,
  help: [
    'densely predict MODEL.safetensors DATA.csv [options]',
    '',
    'Prints CSV: one line a row. DATA.csv may be -, standard input. Columns are found',
    'by the names that the model keeps; others, such as the target, are not read.',
    'Where a model has no names (it was trained without a header) all columns are',
    'features, in their order.',
    '',
    '  --keep A,B        columns of the input to copy in front of what is predicted',
    '  --probabilities   the probability of each class, or of each label, too',
    ...thresholdHelp,
    ...csvHelp,
    '  --json            one JSON document on standard output',
  ].join('\n'),
  async run(args) {
    const { values, operands } = readArguments(args, options, ['MODEL.safetensors', 'DATA.csv']);
    const threshold = thresholdSaid(values.threshold);
    const loaded = await Model.load(operands[0]!);
    const model = threshold === undefined ? loaded : loaded.withThreshold(threshold);
    const { table, kept } = await reading(operands[1]!, (source) => read(model, source, values));
    const predictions = await model.predictAsync(table);
    const probabilities =
      values.probabilities && eventsOf(model).length > 0
        ? await model.probabilitiesAsync(table)
        : undefined;
    if (!values.json) return write(lines(model, kept, predictions, probabilities));
    const { classes, targets } = model;
    const of = classes ? { classes } : { labels: targets };
    const columns = kept.names.map((name, k) => [name, kept.texts[k]] as const);
    printJson({
      ...(columns.length > 0 ? { kept: Object.fromEntries(columns) } : {}),
      predictions,
      ...(probabilities ? { ...of, probabilities: probabilities.map((p) => [...p]) } : {}),
    });
  },
};
