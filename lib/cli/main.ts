#!/usr/bin/env node
import { demo } from './demo.js';
import { info } from './info.js';
import { UsageError, type Command } from './command.js';

const commands: readonly Command[] = [demo, info];

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

async function main(args: readonly string[]): Promise<void> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h') return console.log(help());
  const command = commands.find((c) => c.name === name);
  if (!command) {
    throw new UsageError(
      `unknown command ${name}; there are ${commands.map((c) => c.name).join(', ')}`,
    );
  }
  if (rest.includes('--help') || rest.includes('-h')) return console.log(command.help);
  await command.run(rest);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`densely: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
