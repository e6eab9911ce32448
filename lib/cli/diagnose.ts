import { diagnose as diagnosed, type Diagnosis } from '../index.js';
import { printJson, readArguments, type Command } from './command.js';
import { modelAndData } from './plot-inputs.js';
import { DATA, dataOptions, modelHelp, sourceHelp } from './sources.js';
import { tableWidth, wrapped } from './terminal.js';
import { trainLine } from './train-options.js';

const options = { ...dataOptions, ...trainLine.flags, json: { type: 'boolean' } } as const;

/** What to do about it, a sentence for each layer that has something. */
function advice({ layers }: Diagnosis): string[] {
  return layers.flatMap(({ layer, dead, saturated, symmetric }) => [
    ...(dead.count > 0
      ? [`Layer ${layer}: ${dead.count} dead. A lower learning rate, heNormal or leakyRelu helps.`]
      : []),
    ...(saturated.count > 0
      ? [`Layer ${layer}: ${saturated.count} saturated. Scaled features and smaller weights help.`]
      : []),
    ...(symmetric.count > 0
      ? [`Layer ${layer}: ${symmetric.count} symmetric. A random start tells them apart.`]
      : []),
  ]);
}

export const diagnose: Command = {
  name: 'diagnose',
  summary: 'dead, saturated and symmetric units, and the size of the gradients',
  options,
  help: [
    'densely diagnose MODEL.safetensors DATA [options]',
    'densely diagnose DATA [options]',
    '',
    ...sourceHelp,
    'Without a model one is trained first.',
    '',
    'Dead: no example can change the unit. Saturated: the activation is flat for more',
    'than half of the examples. Symmetric: another unit of the layer is the same.',
    'mean |g′|: what is left of a gradient on its way through the activation.',
    '|dW|: size of the gradient of the layer’s weights.',
    '',
    ...modelHelp(),
    ...trainLine.help,
    '  --json            one JSON document on standard output',
  ].join('\n'),
  async run(args) {
    const forms = [[DATA], ['MODEL.safetensors', DATA]];
    const { values, operands } = readArguments(args, options, ...forms);
    const { model, data } = await modelAndData(operands, values, () => {});
    const diagnosis = diagnosed(model, data);
    if (values.json) return printJson(diagnosis);
    console.log(diagnosis.toString(tableWidth()));
    const sentences = advice(diagnosis);
    if (sentences.length > 0) console.log(`\n${sentences.map((s) => wrapped(s)).join('\n')}`);
  },
};
