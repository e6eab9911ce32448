import { alignedTable } from '../base/table.js';
import { logisticRegressionAsync } from '../index.js';
import { checkWhole } from './columns.js';
import { numberOf, printJson, readArguments, type Command } from './command.js';
import { metricsText } from './metrics.js';
import { checkOutput, forceHelp, forceOption } from './output.js';
import { DATA, dataHelp, dataOptions, filesAmong, loadData } from './sources.js';

const options = {
  ...dataOptions,
  ...forceOption,
  C: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const logistic: Command = {
  name: 'logistic',
  summary: 'logistic regression: the straight line to compare with',
  options,
  help: [
    'densely logistic DATA [--target NAME] [options]',
    '',
    'Fits all rows by Newton’s method, prints a weight for each feature and how good',
    'the fit is on these rows.',
    '',
    ...dataHelp,
    '  --C NUMBER        inverse strength of the regularization, default none',
    '  --out FILE        keeps the model',
    forceHelp,
    '  --json            one JSON document on standard output',
  ].join('\n'),
  async run(args) {
    const { values, operands } = readArguments(args, options, [DATA]);
    const { out, force } = values;
    if (out !== undefined) {
      const inputs = filesAmong(operands);
      await checkOutput({ path: out, option: '--out', kind: 'model', inputs, force });
    }
    const C = numberOf('C', values.C);
    const data = await loadData(operands[0]!, values);
    checkWhole(data, 'logistic regression');
    const model = await logisticRegressionAsync(data, { C });
    if (out !== undefined) await model.save(out);
    const metrics = await model.evaluateAsync(data);
    const { W1, b1 } = model.parameters;
    const weights = model.features.map((name, i) => ({ name, weight: W1!.at(0, i) }));
    const bias = b1!.at(0, 0);
    if (values.json) return printJson({ weights, bias, metrics, out });
    const rows = [...weights.map(({ name, weight }) => [name, weight]), ['bias', bias]] as const;
    const cells = rows.map(([name, weight]) => [`${name}`, Number(weight).toPrecision(6)]);
    console.log(`${alignedTable([['feature', 'weight'], ...cells])}\n`);
    console.log(metricsText(`${metrics.size} rows`, metrics));
    if (out !== undefined) console.log(`\nmodel: ${out}`);
  },
};
