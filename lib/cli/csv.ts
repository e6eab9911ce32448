// What the commands that read a CSV file have in common.
import {
  Dataset,
  DenselyError,
  Table,
  type CsvOptions,
  type CsvSource,
  type Model,
} from '../index.js';
import type { ModelColumns } from '../model/columns.js';
import { UsageError } from './command.js';
import { csvColumns, csvFormat, csvOptions, type CsvValues } from './csv-options.js';

/** Standard input, as an operand. */
export const STDIN = '-';

export const truthOptions: typeof csvOptions & {
  readonly target: { readonly type: 'string'; readonly multiple: true };
  readonly weights: { readonly type: 'string' };
} = { target: { type: 'string', multiple: true }, weights: { type: 'string' }, ...csvOptions };

export type TruthValues = CsvValues & { readonly target?: string[]; readonly weights?: string };

export const weightsHelp = '  --weights NAME    column of what each example counts; no feature';

/** What a command calls its operand. */
export function sourceName(operand: string): string {
  return operand === STDIN ? 'standard input' : operand;
}

/** Names, or indices where the file has no header; one target as itself. */
export function targetOf(values: TruthValues): CsvOptions['target'] | undefined {
  const list = values.target?.map((text) => {
    if (!values['no-header']) return text;
    if (/^-?\d+$/.test(text)) return Number(text);
    throw new UsageError(`--target must be an index with --no-header, not ${JSON.stringify(text)}`);
  });
  return list?.length === 1 ? list[0]! : list;
}

/** How a file is written and what is said of its columns. */
export function csvSaid(
  values: CsvValues,
): ReturnType<typeof csvFormat> & { columns: ReturnType<typeof csvColumns> } {
  return { ...csvFormat(values), columns: csvColumns(values) };
}

/** Reads a file, or standard input, which refusals call so. */
export async function reading<T>(
  operand: string,
  read: (source: CsvSource) => Promise<T>,
): Promise<T> {
  if (operand !== STDIN) return read(operand);
  try {
    return await read(process.stdin);
  } catch (error) {
    throw error instanceof DenselyError ? called(error) : error;
  }
}

function called({ code, argument, message, cause }: DenselyError): DenselyError {
  const words = message
    .replace(/^source(?=:)/, sourceName(STDIN))
    .replaceAll('This source cannot be read again', 'Standard input cannot be read again');
  return new DenselyError(code, argument, words, { cause });
}

/** What the columns of a file are to a model, and what is said of them here. */
function columnsFor(model: Model, values: CsvValues): ModelColumns {
  const said = csvSaid(values);
  const known = values['no-header'] ? {} : model.reading;
  const columns = Object.fromEntries(
    Object.keys({ ...known.columns, ...said.columns }).map((name) => [
      name,
      { ...known.columns?.[name], ...said.columns[name] },
    ]),
  );
  return { ...known, ...said, columns };
}

/** The rows of a CSV file as the model was trained on: its features by name, its targets, its classes. */
export function datasetFor(model: Model, operand: string, values: TruthValues): Promise<Dataset> {
  const { classes, targets, task } = model;
  const target = targetOf(values) ?? (targets.length === 1 ? targets[0]! : targets);
  if (values['no-header'] && values.target === undefined)
    throw new UsageError('--no-header needs --target INDEX: the file does not name its columns');
  const options: CsvOptions = {
    target,
    task,
    ...columnsFor(model, values),
    ...(classes ? { classes } : {}),
    ...(values.weights === undefined ? {} : { weights: values.weights }),
  };
  return reading(operand, (source) => Dataset.csv(source, options));
}

/** The rows of a CSV file as a model reads them. */
export function tableFor(model: Model, source: CsvSource, values: CsvValues): Promise<Table> {
  return Table.csv(source, columnsFor(model, values));
}
