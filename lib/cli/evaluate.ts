import { Model } from '../index.js';
import { printJson, readArguments, type Command } from './command.js';
import { datasetFor, truthOptions, weightsHelp } from './csv.js';
import { csvHelp } from './csv-options.js';
import { metricsText } from './metrics.js';

const options = { ...truthOptions, json: { type: 'boolean' } } as const;

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
    ...csvHelp,
    '  --json            one JSON document on standard output',
  ].join('\n'),
  async run(args) {
    const { values, operands } = readArguments(args, options, ['MODEL.safetensors', 'DATA.csv']);
    const model = await Model.load(operands[0]!);
    const metrics = await model.evaluateAsync(await datasetFor(model, operands[1]!, values));
    if (values.json) return printJson(metrics);
    console.log(metricsText(`${metrics.size} rows`, metrics));
  },
};
