import { basename } from 'node:path';
import {
  backend,
  train as trainModel,
  type Dataset,
  type Label,
  type Metrics,
  type Model,
  type Progress,
  type TrainOptions,
} from '../index.js';
import { separatedBy } from '../data/delimiters.js';
import { heldOut } from '../study/held-out.js';
import { adviceLines, isWhole, kindsText } from './columns.js';
import { numberOf, printJson, readArguments, type Command } from './command.js';
import { sourceName, STDIN } from './csv.js';
import { EXERCISE, exerciseHelp, exerciseOption } from './exercise.js';
import { metricsText } from './metrics.js';
import { checkOutput, forceHelp, forceOption } from './output.js';
import { duration, endingHelp, followed } from './progress.js';
import { DATA, dataHelp, dataOptions, filesAmong, loadData } from './sources.js';
import { tableWidth, wrapped } from './terminal.js';
import { forData, trainLine } from './train-options.js';

const OUT = 'model.safetensors';

const options = {
  ...dataOptions,
  ...trainLine.flags,
  ...exerciseOption,
  test: { type: 'string' },
  out: { type: 'string' },
  ...forceOption,
  json: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof readArguments<typeof options>>['values'];

/** A part for testing unless `--test 0` says that there is none. */
function split(data: Dataset, values: Values): [fit: Dataset, test: Dataset | null] {
  const share = numberOf('test', values.test) ?? (values.exercise ? 0 : 0.2);
  if (share === 0) return [data, null];
  const rare = rareClass(data);
  if (rare !== undefined)
    throw new Error(
      `class ${JSON.stringify(rare)} has one row only, which cannot be both trained on and tested: leave it out, or say --test 0 to train on all rows.`,
    );
  const seed = numberOf('seed', values.seed) ?? 0;
  return heldOut(data, share, seed);
}

/** A class of one row. */
function rareClass(data: Dataset): Label | undefined {
  const { classes } = data;
  if (classes === null) return undefined;
  const counts = new Map<Label, number>();
  for (const label of data.labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return classes.find((label) => counts.get(label) === 1);
}

/** Trains with a line of progress, and saves the model, which may be that of a signal to end. */
async function run(
  fit: Dataset,
  given: TrainOptions,
  out: string,
): Promise<{ model: Model; seconds: number }> {
  const { epochs = trainLine.preset('epochs') } = given;
  const { batchSize = trainLine.preset('batchSize', { data: fit }) } = given;
  const perEpoch = batchSize === 'all' ? 1 : Math.ceil(fit.size / batchSize);
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const show = ({ epoch, cost }: Progress): [number, string] => {
    const done = epoch + 1;
    const rate = Math.round((done * perEpoch) / elapsed());
    const left = duration((elapsed() / done) * (epochs - done));
    return [done / epochs, `cost ${cost.toPrecision(4)}, ${rate} steps/s, ${left} left`];
  };
  let seconds = 0;
  const model = await followed('training', trainModel(fit, given), show, (model) => {
    seconds = elapsed();
    return model.save(out);
  });
  return { model, seconds };
}

interface Result {
  readonly data: Dataset;
  readonly fit: number;
  readonly model: Model;
  readonly seconds: number;
  readonly test: Metrics | null;
  readonly out: string;
}

/** What the rows are; of columns that are not all numbers also what they hold. */
function printData(path: string, { data, fit, test }: Result): void {
  const held = test ? `${fit} to train, ${test.size} to test` : `all ${fit} to train`;
  const classes = data.classes ? `, ${data.classes.length} classes` : '';
  const name = path === STDIN ? sourceName(path) : basename(path);
  const what = `${name}: ${data.size} rows, ${data.features.length} features${classes}`;
  console.log(wrapped(`${what}; ${held}`));
  const { schema } = data;
  const { delimiter = ',' } = schema;
  if (delimiter !== ',') console.log(separatedBy(delimiter));
  if (!isWhole(data))
    for (const line of [kindsText(schema), ...adviceLines(schema)]) console.log(wrapped(line));
  console.log();
}

function print(path: string, result: Result): void {
  const { model, seconds, test, out } = result;
  const { cost, epoch, ended, warnings } = model.history;
  const { name, isa } = backend();
  printData(path, result);
  console.log(`${model.summary().toString(tableWidth())}\n`);
  for (const warning of warnings) console.log(wrapped(`warning: ${warning}`));
  const epochs = `${epoch.at(-1)! + 1} epochs${ended === 'stopped' ? ' (stopped)' : ''}`;
  const on = name === 'js' ? 'js' : `${name} ${isa}`;
  const time = `${epochs} in ${seconds.toFixed(2)} s on ${on}, ${model.dtype}`;
  const costs = `cost ${cost[0]!.toPrecision(4)} → ${cost.at(-1)!.toPrecision(4)}`;
  console.log(wrapped(`${time}: ${costs}`));
  if (test) console.log(metricsText('test', test));
  console.log(`\nmodel: ${out}`);
}

export const train: Command = {
  name: 'train',
  summary: 'train a network on a CSV file and keep it',
  options,
  help: [
    'densely train DATA [--target NAME] [options]',
    '',
    'Trains on a part of the rows, tests on the rest, writes the model.',
    ...endingHelp('training', 'keeps the model so far'),
    '',
    ...dataHelp,
    ...trainLine.help,
    ...exerciseHelp,
    '  --test SHARE      share of the rows held out to test, default 0.2; 0: none',
    `  --out FILE        default ${OUT}, which must not be there yet;`,
    '                    a model of densely that is there is replaced',
    forceHelp,
    '  --json            one JSON document on standard output',
  ].join('\n'),
  async run(args) {
    const { values, operands } = readArguments(args, options, [DATA]);
    const [path, out] = [operands[0]!, values.out ?? OUT];
    await checkOutput({
      kind: 'model',
      path: out,
      option: '--out',
      preset: values.out === undefined,
      inputs: filesAmong(operands),
      force: values.force,
    });
    const given = { ...(values.exercise && EXERCISE), ...trainLine.said(values) };
    const data = await loadData(path, values);
    const [fit, held] = split(data, values);
    const { model, seconds } = await run(fit, forData(given, data), out);
    const test = held && (await model.evaluateAsync(held));
    const result = { data, fit: fit.size, model, seconds, test, out };
    if (!values.json) return print(path, result);
    const { name, isa } = backend();
    const { epoch, cost, ended, warnings } = model.history;
    const history = { epoch: [...epoch], cost: [...cost], ended, warnings };
    printJson({
      ...result,
      data: isWhole(data) ? data.describe() : data.schema,
      model: undefined,
      backend: { name, isa },
      dtype: model.dtype,
      history,
    });
  },
};
