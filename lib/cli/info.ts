import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { backend } from '../index.js';
import { printJson, readArguments, type Command } from './command.js';

function version(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

export const info: Command = {
  name: 'info',
  summary: 'which backend and instruction set are used, and why',
  help: [
    'densely info [--json]',
    '',
    'Tells which backend and instruction set are used, and why.',
    '',
    '  --json  one JSON document on standard output',
    '',
    'DENSELY_BACKEND=auto|native|js and DENSELY_ISA=scalar|avx2|avx512|neon force a choice.',
  ].join('\n'),
  run(args) {
    const { json } = readArguments(args, { json: { type: 'boolean' } });
    const facts = {
      version: version(),
      backend: backend(),
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
    };
    if (json) return printJson(facts);
    const { name, isa, isas, path, reason } = facts.backend;
    const lines = [
      ['densely', facts.version],
      ['backend', name === 'js' ? 'js' : `${name}, ${isa} (of ${isas.join(', ')})`],
      ['because', reason],
      ['binary', path ?? 'none'],
      ['node', `${facts.node} on ${facts.platform}`],
      ['cpu', `${facts.cpu}, ${facts.cores} cores`],
    ] as const;
    for (const [key, value] of lines) console.log(`${key.padEnd(8)} ${value}`);
  },
};
