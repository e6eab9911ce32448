#!/usr/bin/env node
import { bench } from './bench.js';
import { build } from './build.js';
import { cv } from './cv.js';
import { demo } from './demo.js';
import { describe } from './describe.js';
import { diagnose } from './diagnose.js';
import { evaluate } from './evaluate.js';
import { importance } from './importance.js';
import { info } from './info.js';
import { logistic } from './logistic.js';
import { plot } from './plot.js';
import { predict } from './predict.js';
import { resume } from './resume.js';
import { ridge } from './ridge.js';
import { sweep } from './sweep.js';
import { train } from './train.js';
import { nearest } from '../base/errors.js';
import { DenselyError } from '../index.js';
import { checkFlags, UsageError, type Command, type Options } from './command.js';
import { wordsOf } from './wording.js';

const commands: readonly Command[] = [
  demo,
  describe,
  train,
  resume,
  evaluate,
  predict,
  plot,
  cv,
  sweep,
  logistic,
  ridge,
  diagnose,
  importance,
  bench,
  build,
  info,
];

function help(): string {
  const width = Math.max(...commands.map((c) => c.name.length));
  return [
    'densely: train and serve dense neural networks inside a Node process',
    '',
    'densely COMMAND [options]',
    ...commands.map((c) => `  ${c.name.padEnd(width)}  ${c.summary}`),
    '',
    'densely COMMAND --help tells the options of a command.',
  ].join('\n');
}

function commandOf(name: string): Command {
  const names = commands.map((c) => c.name);
  const command = commands.find((c) => c.name === name);
  if (command) return command;
  const near = nearest(name, names);
  const hint = near === undefined ? '; there' : `; did you mean ${near}? There`;
  throw new UsageError(`unknown command ${name}${hint} are ${names.join(', ')}`);
}

async function main(args: readonly string[]): Promise<void> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h') return console.log(help());
  const command = commandOf(name);
  if (rest.includes('--help') || rest.includes('-h')) return console.log(command.help);
  try {
    checkFlags(command, rest);
    await command.run(rest);
  } catch (error) {
    fail(error, command.options);
  }
}

function fail(error: unknown, options: Options = {}): void {
  console.error(`densely: ${wordsOf(error, options)}`);
  process.exitCode = isWrongUse(error) ? 2 : 1;
}

/** An option that the library refuses came from the command line. */
function isWrongUse(error: unknown): boolean {
  if (error instanceof UsageError) return true;
  return error instanceof DenselyError && error.code === 'ERR_OPTION';
}

/** Of standard output: a reader who has left (`… | head`) wants no more, which is no failure. */
function unwritable({ code, message }: NodeJS.ErrnoException): never {
  if (code === 'EPIPE') process.exit();
  console.error(`densely: the output cannot be written: ${message}`);
  process.exit(1);
}

process.stdout.on('error', unwritable);
process.stderr.on('error', () => {}); // nobody is there to be told

try {
  await main(process.argv.slice(2));
} catch (error) {
  fail(error);
}
