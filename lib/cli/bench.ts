import { backend } from '../index.js';
import { printJson, readArguments, type Command } from './command.js';
import { progressLine } from './progress.js';

const BUDGET = 40;

const options = { json: { type: 'boolean' } } as const;

export const bench: Command = {
  name: 'bench',
  summary: 'how fast this machine trains and predicts',
  options,
  help: [
    'densely bench [--json]',
    '',
    'Trains four networks, multiplies matrices and predicts on both backends and in',
    'plain loops over typed arrays, each in a process of its own; less than a minute.',
    'One thread, by CPU time. The limit is what the processor could do at most: see',
    'docs/performance.md.',
    '',
    '  --json  one JSON document on standard output',
  ].join('\n'),
  async run(args) {
    const { json } = readArguments(args, options).values;
    const { header, lines, machinesOf, measure, ownContenders, rowOf, shortTable } =
      await import('./bench/index.js');
    const contenders = ownContenders(backend());
    const groups = [
      ...shortTable.filter((task) => task.kind === 'train').map((task) => [task]),
      shortTable.filter((task) => task.kind === 'product'),
      shortTable.filter((task) => task.kind === 'predict'),
    ];
    const machines = await machinesOf([1]);
    const line = progressLine('measuring');
    let done = 0;
    const progress = (text: string): void =>
      text === '' ? line.clear() : line.show(done++ / (groups.length * contenders.length), text);
    const plan = { groups, contenders, rounds: 1, seconds: 0.15, budget: BUDGET, progress };
    const { results, skipped } = await measure(plan);
    if (results.length === 0) process.exitCode = 1;
    const order = shortTable.map((task) => task.task);
    const rows = results
      .map((result) => rowOf(result, machines))
      .toSorted((a, b) => order.indexOf(a.task) - order.indexOf(b.task));
    if (json) return printJson({ limits: machines[1] ?? null, rows, skipped });
    console.log(`${header(machines)}\n\n${lines(rows)}`);
    for (const what of skipped) console.log(`skipped: ${what}`);
  },
};
