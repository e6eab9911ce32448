import { without } from '../base/option-table.js';
import { crossValidate, type CrossValidationResult } from '../index.js';
import { scoreText } from '../base/printed.js';
import { numberOf, printJson, readArguments, type Command } from './command.js';
import { underHeading } from './help.js';
import { endingHelp, followed } from './progress.js';
import { DATA, dataHelp, dataOptions, loadData } from './sources.js';
import { tableWidth } from './terminal.js';
import { forData, sharedLine } from './train-options.js';

const options = {
  ...dataOptions,
  ...sharedLine.flags,
  folds: { type: 'string' },
  score: { type: 'string' },
  'fold-seed': { type: 'string' },
  time: { type: 'string' },
  parallel: { type: 'string' },
  json: { type: 'boolean' },
} as const;

function jsonOf({ folds, score, outputs, warnings }: CrossValidationResult): object {
  return {
    score,
    folds: folds.map((fold) => ({
      ...without(fold, 'model'),
      examples: [...fold.examples],
    })),
    outputs: outputs.T.toArray(),
    warnings,
  };
}

export const cv: Command = {
  name: 'cv',
  summary: 'how good a training is on rows that it has not seen',
  options,
  help: [
    'densely cv DATA [--target NAME] [options]',
    '',
    'Trains as often as there are folds, each time without one of them, and judges by',
    'the rows that it left out. --json has what is said of each row.',
    ...endingHelp('command', 'tells of the folds so far'),
    '',
    ...dataHelp,
    ...underHeading('The folds', [
      '  --folds N         default 5; classes in equal shares, groups whole',
      '  --score M         what is told of held-out rows: accuracy, rocAuc, r2, …,',
      '                    default cost; of values rmse',
      '  --time NAME       column of dates or numbers: each fold learns from what came',
      '                    before the rows that it leaves out',
      '  --fold-seed N     of the drawing of the folds, default 0',
      '  --parallel N      folds side by side, default one per core',
    ]),
    ...sharedLine.help,
    ...underHeading('The command', ['  --json            one JSON document on standard output']),
  ].join('\n'),
  async run(args) {
    const { values, operands } = readArguments(args, options, [DATA]);
    const asked = sharedLine.said(values);
    const how = {
      folds: numberOf('folds', values.folds),
      seed: numberOf('fold-seed', values['fold-seed']),
      parallel: numberOf('parallel', values.parallel),
      score: values.score as 'cost' | undefined,
      time: values.time,
    };
    const data = await loadData(operands[0]!, values);
    const total = how.folds ?? 5;
    const work = crossValidate(data, forData(asked, data), how);
    const result = await followed('cv', work, ({ fold, score, seconds }) => [
      (fold + 1) / total,
      `fold ${fold}, ${scoreText(score)}, ${seconds.toFixed(2)} s`,
    ]);
    if (values.json) printJson(jsonOf(result as CrossValidationResult));
    else console.log(result.toString(tableWidth()));
  },
};
