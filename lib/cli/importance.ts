import { importance as measured, type Importance, type MetricName } from '../index.js';
import { numberOf, printJson, readArguments, type Command } from './command.js';
import { underHeading } from './help.js';
import { modelAndTest, type InputValues, type Shown } from './plot-inputs.js';
import { progressLine } from './progress.js';
import { DATA, dataOptions, modelHelp, sourceHelp } from './sources.js';
import { tableWidth } from './terminal.js';
import { trainLine } from './train-options.js';

export const importanceOptions = {
  score: { type: 'string' },
  repeats: { type: 'string' },
} as const;

export const importanceHelp: readonly string[] = [
  '  --score NAME      what is measured, default accuracy, of labels',
  '                    subsetAccuracy, of values r2',
  '  --repeats N       how often each column is dealt out, default 5',
];

const options = {
  ...dataOptions,
  ...trainLine.flags,
  ...importanceOptions,
  test: { type: 'string' },
  json: { type: 'boolean' },
} as const;

type ImportanceValues = InputValues & { readonly score?: string; readonly repeats?: string };

/** Measures with a line of progress. */
export async function importanceOf(
  { model, data }: Shown,
  { score, repeats, seed }: ImportanceValues,
): Promise<Importance> {
  const line = progressLine('importance', { plain: true });
  try {
    return await measured(model, data, {
      score: score as MetricName | undefined,
      repeats: numberOf('repeats', repeats),
      seed: numberOf('seed', seed),
      onProgress: ({ feature, done, total }) => line.show(done / total, feature),
    });
  } finally {
    line.clear();
  }
}

export const importance: Command = {
  name: 'importance',
  summary: 'which columns a model goes by',
  options,
  help: [
    'densely importance MODEL.safetensors DATA [options]',
    'densely importance DATA --target NAME [options]',
    '',
    ...sourceHelp,
    'Without a model one is trained first, and measured on rows held out.',
    '',
    'How much worse the score is where the values of a column are dealt out anew: all',
    'inputs that the column makes move together. Of columns that say the same each',
    'may look needless.',
    '',
    ...modelHelp(),
    ...importanceHelp,
    ...trainLine.help,
    ...underHeading('The command', [
      '  --test SHARE      share of the rows held out, default 0.2; 0: none',
      '  --json            one JSON document on standard output',
    ]),
  ].join('\n'),
  async run(args) {
    const forms = [[DATA], ['MODEL.safetensors', DATA]];
    const { values, operands } = readArguments(args, options, ...forms);
    const shown = await modelAndTest(operands, values, () => {});
    const found = await importanceOf(shown, values);
    if (values.json) return printJson(found);
    console.log(found.toString(tableWidth()));
  },
};
