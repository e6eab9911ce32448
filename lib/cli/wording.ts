// What the library says of its options, in the words of a command line.
import { DenselyError } from '../index.js';
import { columnFlags, columnPath, quoted } from './column-flag.js';
import { UsageError, type Options } from './command.js';

/** `batchSize` for `batch-size`. */
const keyOf = (flag: string): string =>
  flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** What cannot be written as name and value. */
const SWITCHES: readonly (readonly [said: RegExp, flag: string])[] = [
  [/\bheader: false\b/g, '--no-header'],
  [/\bheader: true\b/g, '--header'],
  [/\{ overwrite: true \}/g, '--force'],
];

/** The message of a refusal, with the options that a command has called as they are called there. */
export function wordsOf(error: unknown, options: Options): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof DenselyError)) return error.message;
  const switched = SWITCHES.reduce(
    (text, [said, flag]) => (flag.slice(2) in options ? text.replace(said, flag) : text),
    'column' in options ? ofColumns(error) : error.message,
  );
  // `column` is no option of the library, but a word of its sentences.
  const flags = Object.keys(options).filter((flag) => flag !== 'column');
  return flags.reduce((text, flag) => named(text, flag), switched);
}

/** What is said of single columns. */
function ofColumns({ message, argument }: DenselyError): string {
  const path = columnPath(argument);
  const isFirst = path !== undefined && message.startsWith(`${argument} `);
  return columnFlags(isFirst ? path + message.slice(argument.length) : message);
}

function named(message: string, flag: string): string {
  const key = keyOf(flag);
  return message
    .replace(new RegExp(`^${key}(?:\\[\\d+\\])*(?= )`), `--${flag}`)
    .replaceAll(`\`${key}\``, `--${flag}`)
    .replace(
      new RegExp(`\\b${key}: '([^']+)'`, 'g'),
      (_, value: string) => `--${flag} ${quoted(value)}`,
    )
    .replace(new RegExp(`\\b${key}: (\\d+)`, 'g'), `--${flag} $1`);
}

/** A refusal of an argument that a command calls otherwise. */
export function calledHere(error: unknown, argument: string, flag: string): unknown {
  if (!(error instanceof DenselyError) || error.argument !== argument) return error;
  return new UsageError(error.message.replace(argument, `--${flag}`), { cause: error });
}
