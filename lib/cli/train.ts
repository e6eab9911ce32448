import { cwd } from 'node:process';
import { clock } from '../base/clock.js';
import {
  train as trainModel,
  type Dataset,
  type Label,
  type Model,
  type Progress,
  type TrainOptions,
} from '../index.js';
import { heldOut } from '../study/held-out.js';
import {
  checkpointHelp,
  checkpointOptions,
  checkpointSaid,
  checkpointWords,
  type Begun,
} from './checkpoints.js';
import { asFlags, numberOf, readArguments, type Command } from './command.js';
import { underHeading } from './help.js';
import { EXERCISE, exerciseHelp, exerciseOption } from './exercise.js';
import { isLoud, logHelp, logOptions, logsOf } from './logs.js';
import { checkOutput, forceHelp, forceOption } from './output.js';
import { endingHelp, followed } from './progress.js';
import { DATA, dataHelp, dataOptions, filesAmong, loadData } from './sources.js';
import { forData, trainLine } from './train-options.js';
import { printResult, printResultJson } from './train-told.js';
import { trainingLine } from './training-line.js';

const OUT = 'model.safetensors';

const options = {
  ...dataOptions,
  ...trainLine.flags,
  ...checkpointOptions,
  ...logOptions,
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
  values: Values,
  out: string,
): Promise<{ model: Model; seconds: number }> {
  const begun = clock.now();
  let last: Progress | undefined;
  const line = trainingLine(given);
  const show = (progress: Progress): ReturnType<typeof line> => line((last = progress));
  let seconds = 0;
  const work = trainModel(fit, given);
  const model = await followed('training', work, isLoud(values) ? null : show, (model) => {
    seconds = last?.seconds ?? (clock.now() - begun) / 1000;
    return model.save(out);
  });
  return { model, seconds };
}

/** What is said of the training, and with which words it was begun. */
async function optionsSaid(
  values: Values,
  begun: Begun,
  inputs: readonly string[],
): Promise<TrainOptions> {
  const { exercise, force } = values;
  const { checkpoint: path, ...said } = trainLine.said(values);
  const checkpoint = checkpointSaid(path as string | undefined, values, begun);
  const log = await logsOf({ values, inputs, force });
  return {
    ...(exercise && EXERCISE),
    ...said,
    ...(checkpoint && { checkpoint }),
    ...(log.length > 0 && { log }),
  };
}

export const train: Command = {
  name: 'train',
  summary: 'train a network on a CSV file and keep it',
  options,
  help: [
    'densely train DATA [--target NAME] [options]',
    '',
    'Trains on a part of the rows, tests on the rest, writes the model. Where nothing',
    'is said of the network and its steps, folds of 50 rows or more choose how long',
    'it learns, mixed with a linear model (--preset default). Else, where no length',
    'is said, a fifth of 200 rows or more chooses the best epoch.',
    ...endingHelp('training', 'keeps the model so far'),
    '',
    ...dataHelp,
    ...trainLine.help,
    ...checkpointHelp,
    ...underHeading('Logs', logHelp),
    ...underHeading('The command', [
      '  --test SHARE      share of the rows held out to test, default 0.2; 0: none',
      `  --out FILE        default ${OUT}, which must not be there yet;`,
      '                    a model of densely that is there is replaced',
      forceHelp,
      '  --json            one JSON document on standard output',
      ...exerciseHelp,
    ]),
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
    // Who goes on replaces the model that this wrote.
    const flags = asFlags({ ...values, out, resume: undefined });
    const begun = { flags, operands, folder: cwd() };
    const given = await optionsSaid(values, begun, filesAmong(operands));
    const data = await loadData(path, values);
    const [fit, held] = split(data, values);
    const { model, seconds } = await run(fit, forData(given, data), values, out).catch(
      (error: unknown) => {
        throw checkpointWords(error);
      },
    );
    const test = held && (await model.evaluateAsync(held));
    const { checkpoint } = values;
    const result = { data, fit: fit.size, model, seconds, test, out, checkpoint };
    if (values.json) printResultJson(result);
    else printResult(path, result);
  },
};
