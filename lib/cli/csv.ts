// What the commands that read a CSV file have in common.
import { Dataset, type CsvOptions, type Model } from '../index.js';
import { columnsToRead } from '../model/columns.js';
import { UsageError } from './command.js';

export const csvOptions = {
  target: { type: 'string', multiple: true },
  delimiter: { type: 'string' },
  'no-header': { type: 'boolean' },
  header: { type: 'boolean' },
} as const;

export const csvHelp: readonly string[] = [
  '  --delimiter C     what separates the fields, default: found out',
  '  --no-header       the first line is data: columns are x1, x2, …; the target is',
  '                    a number from 0, or from -1 at the end',
  '  --header          the first line names the columns, whatever it looks like',
];

interface CsvValues {
  readonly target?: string[];
  readonly delimiter?: string;
  readonly 'no-header'?: boolean;
  readonly header?: boolean;
}

export function csvFormat(values: CsvValues): Pick<CsvOptions, 'delimiter' | 'header'> {
  const { header, 'no-header': none } = values;
  if (header && none) throw new UsageError('--header and --no-header exclude each other');
  return {
    ...(values.delimiter === undefined ? {} : { delimiter: values.delimiter.replace('\\t', '\t') }),
    ...(header || none ? { header: !none } : {}),
  };
}

/** Names, or indices where the file has no header; one target as itself. */
export function targetOf(values: CsvValues): CsvOptions['target'] | undefined {
  const list = values.target?.map((text) => {
    if (!values['no-header']) return text;
    if (/^-?\d+$/.test(text)) return Number(text);
    throw new UsageError(`--target must be an index with --no-header, not ${JSON.stringify(text)}`);
  });
  return list?.length === 1 ? list[0]! : list;
}

/** The rows of a CSV file as the model was trained on: its features by name, its targets, its classes. */
export function datasetFor(model: Model, path: string, values: CsvValues): Promise<Dataset> {
  const { classes, targets, task } = model;
  const anonymous = values['no-header'] === true;
  const target = targetOf(values) ?? (targets.length === 1 ? targets[0]! : targets);
  if (anonymous && values.target === undefined)
    throw new UsageError('--no-header needs --target INDEX: the file does not name its columns');
  return Dataset.csv(path, {
    target,
    task,
    features: anonymous ? undefined : columnsToRead(model),
    ...(classes ? { classes } : {}),
    ...csvFormat(values),
  });
}
