import { cpus } from 'node:os';
import { VERSION } from '../base/version.js';
import { backend } from '../index.js';
import { printJson, readArguments, type Command } from './command.js';

const options = { json: { type: 'boolean' } } as const;

export const info: Command = {
  name: 'info',
  summary: 'which backend and instruction set are used, and why',
  options,
  help: [
    'densely info [--json]',
    '',
    'Tells which backend, instruction set and threads are used, and why.',
    '',
    '  --json  one JSON document on standard output',
    '',
    'DENSELY_BACKEND=auto|native|js and DENSELY_ISA=scalar|avx2|avx512|neon force a',
    'choice; DENSELY_BINARY names a binary; DENSELY_THREADS=N sets the threads of a',
    'training.',
  ].join('\n'),
  run(args) {
    const { json } = readArguments(args, options).values;
    const facts = {
      version: VERSION,
      backend: backend(),
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: backend().cores,
    };
    if (json) return printJson(facts);
    const { name, isa, isas, threads, path, reason } = facts.backend;
    const lines = [
      ['densely', facts.version],
      ['backend', name === 'js' ? 'js' : `${name}, ${isa} (of ${isas.join(', ')})`],
      ['because', reason],
      ['threads', `${threads} to train by default, of ${facts.cores} cores`],
      ['binary', path ?? 'none'],
      ['node', `${facts.node} on ${facts.platform}`],
      ['cpu', facts.cpu],
    ] as const;
    for (const [key, value] of lines) console.log(`${key.padEnd(8)} ${value}`);
  },
};
