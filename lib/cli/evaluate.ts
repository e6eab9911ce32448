import { Model } from '../index.js';
import { printJson, readArguments, type Command } from './command.js';
import { datasetFor, truthOptions, weightsHelp } from './csv.js';
import { csvHelp } from './csv-options.js';
import { metricsText } from './metrics.js';
import { scoresText } from './scores.js';
import { thresholdHelp, thresholdSaid } from './threshold.js';

const options = {
  ...truthOptions,
  threshold: { type: 'string' },
  scores: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const evaluate: Command = {
  name: 'evaluate',
  summary: 'how good a model is on the rows of a CSV file',
  options,
  help: [
    'densely evaluate MODEL.safetensors DATA.csv [options]',
    '',
    'Columns are found by the names that the model keeps; others are not looked at.',
    'Where it has none all columns but the target are features, in their order.',
    'DATA.csv may be -, standard input.',
    '',
    "  --target NAME     column with the truth, default the model's",
    weightsHelp,
    ...thresholdHelp,
    '  --scores          log loss, calibration, precision and recall by threshold;',
    '                    with --json the points of all curves',
    ...csvHelp,
    '  --json            one JSON document on standard output',
  ].join('\n'),
  async run(args) {
    const { values, operands } = readArguments(args, options, ['MODEL.safetensors', 'DATA.csv']);
    const model = await Model.load(operands[0]!);
    const { scores } = values;
    const threshold = thresholdSaid(values.threshold);
    const data = await datasetFor(model, operands[1]!, values);
    const metrics = await model.evaluateAsync(data, { threshold, scores });
    if (values.json) return printJson(metrics);
    console.log(metricsText(`${metrics.size} rows`, metrics));
    if (scores) console.log(`\n${scoresText(metrics)}`);
  },
};
