import { Table } from '../index.js';
import { printJson, readArguments, UsageError, type Command } from './command.js';
import { csvSaid, reading } from './csv.js';
import { DATA, dataHelp, dataOptions, loadData, namedSet, type DataValues } from './sources.js';
import { tableWidth } from './terminal.js';

const options = { ...dataOptions, json: { type: 'boolean' } } as const;

/** Columns, of which one may be a target. */
async function tableOf(operand: string, values: DataValues): Promise<Table> {
  const set = namedSet(operand, values);
  if (set) return set;
  if (values.target !== undefined) return loadData(operand, values);
  for (const name of ['task', 'weights', 'groups'] as const)
    if (values[name] !== undefined) throw new UsageError(`--${name} needs --target NAME`);
  const features = values.features?.split(',');
  const read = { ...csvSaid(values), ...(features && { features }) };
  return reading(operand, (source) => Table.csv(source, read));
}

export const describe: Command = {
  name: 'describe',
  summary: 'what the columns of a CSV file hold, and what is odd about them',
  options,
  help: [
    'densely describe DATA [--target NAME] [options]',
    '',
    'Tells what each column holds, what is missing, what a training will make of it,',
    'and what separates the fields; with --target also what looks wrong beside it.',
    '',
    ...dataHelp,
    '  --json            the schema as one JSON document on standard output',
  ].join('\n'),
  async run(args) {
    const { values, operands } = readArguments(args, options, [DATA]);
    const { schema } = await tableOf(operands[0]!, values);
    if (values.json) printJson(schema);
    else console.log(schema.toString(tableWidth()));
  },
};
