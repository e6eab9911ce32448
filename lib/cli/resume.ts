// Goes on with a training of the command line.
import { resolve } from 'node:path';
import { chdir } from 'node:process';
import { DenselyError } from '../index.js';
import { begunOf } from './checkpoints.js';
import { asFlags, checkFlags, readArguments, type Command } from './command.js';
import { train } from './train.js';
import { wordsOf } from './wording.js';

const FILE = 'FILE';

/** What decides no step may be said anew. */
const options = {
  'max-steps': { type: 'string' },
  'max-seconds': { type: 'string' },
  threads: { type: 'string' },
  json: { type: 'boolean' },
} as const;

function enter(folder: string): void {
  try {
    chdir(folder);
  } catch (cause) {
    const { message } = cause as Error;
    const what = `the training was begun in ${JSON.stringify(folder)}, where its files are looked for`;
    throw new Error(`${what}: ${message}`, { cause });
  }
}

export const resume: Command = {
  name: 'resume',
  summary: 'go on with a training that densely train --checkpoint has kept',
  options,
  help: [
    'densely resume FILE [options]',
    '',
    'Goes on from the checkpoint in FILE with the words that densely train was begun',
    'with, in the same folder: what comes of it are the bits of a training that was',
    'never stopped. Of a training that has ended it writes the model again.',
    '',
    '  --max-steps N     ends the training after so many steps',
    '  --max-seconds S   ends the training after so many seconds, all that it took',
    '  --threads N       at work at most',
    '  --json            one JSON document on standard output',
  ].join('\n'),
  async run(args) {
    const { values, operands } = readArguments(args, options, [FILE]);
    const path = resolve(operands[0]!);
    const { flags, operands: data, folder } = await begunOf(path);
    enter(folder);
    const all = [...flags, ...asFlags(values), `--resume=${path}`, '--', ...data];
    try {
      checkFlags(train, all);
      await train.run(all);
    } catch (error) {
      // The words are those of another command.
      if (!(error instanceof DenselyError)) throw error;
      throw new Error(wordsOf(error, train.options), { cause: error });
    }
  },
};
