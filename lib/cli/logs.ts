// Logs of a training on a command line.
import { stderr } from 'node:process';
import { csvLog, ndjson, tensorboard, type Log } from '../log/index.js';
import { helpLines } from './help.js';
import { checkNotInput } from './output.js';

type Text = { readonly type: 'string' };

export const logOptions: Readonly<Record<'log-csv' | 'log-ndjson' | 'tensorboard', Text>> = {
  'log-csv': { type: 'string' },
  'log-ndjson': { type: 'string' },
  tensorboard: { type: 'string' },
};

export const logHelp: readonly string[] = [
  ...helpLines('--log-csv FILE', ['the reports as a table']),
  ...helpLines('--log-ndjson FILE', [
    'the reports as lines of JSON; - writes them to standard',
    'error, instead of the line of progress',
  ]),
  ...helpLines('--tensorboard DIR', ['the reports as files of TensorBoard, in a folder']),
];

/** What `-` stands for: standard output is the answer's. */
const STDERR = '-';

/** What is said of logs, and of the files that a command reads and may write over. */
export interface LogsSaid {
  readonly values: { readonly [K in keyof typeof logOptions]?: string };
  readonly inputs: readonly string[];
  readonly force: boolean | undefined;
}

const files = { 'log-csv': csvLog, 'log-ndjson': ndjson } as const;

/** The logs that are asked for. */
export async function logsOf({ values, inputs, force = false }: LogsSaid): Promise<Log[]> {
  const logs: Log[] = isLoud(values) ? [ndjson(stderr)] : [];
  for (const [option, log] of Object.entries(files)) {
    const path = values[option as keyof typeof files];
    if (path === undefined || (log === ndjson && isLoud(values))) continue;
    await checkNotInput({ path, option: `--${option}`, inputs });
    logs.push(log(path, { overwrite: force }));
  }
  if (values.tensorboard !== undefined) logs.push(tensorboard(values.tensorboard));
  return logs;
}

/** Does a log have standard error for itself? */
export function isLoud({ 'log-ndjson': path }: LogsSaid['values']): boolean {
  return path === STDERR;
}
