// Each contender in a process of its own, all of them in turn in every round; medians of the rounds.
//   npm run bench -- [--quick] [--json] [--isas] [TASK …]     TASK: how a task's name begins, e.g. a or matmul
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setupOrExit } from '../scripts/setup.mjs';

function refuse(message) {
  console.error(`bench: ${message}`);
  process.exit(2);
}

const flags = new Set(process.argv.slice(2).filter((argument) => argument.startsWith('--')));
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
for (const flag of flags) {
  if (!['--quick', '--json', '--isas'].includes(flag)) {
    refuse(`unknown option ${flag}; there are --quick, --json, --isas`);
  }
}

await setupOrExit();
const { figure, header, machine, median, progress, table } = await import('./report.mjs');
const { tasks } = await import('./trials.mjs');

const [rounds, seconds] = flags.has('--quick') ? [1, 0.1] : [3, 0.5];
const chosen = Object.keys(tasks).filter(
  (name) => wanted.length === 0 || wanted.some((w) => name.startsWith(w)),
);
if (chosen.length === 0)
  refuse(`no task begins so; there are\n  ${Object.keys(tasks).join('\n  ')}`);

const here = machine();
const isas = here.backend === 'native' ? (flags.has('--isas') ? here.isas : [here.isa]) : [];
const contenders = [
  ...isas.map((isa) => ({
    name: `native ${isa}`,
    env: { DENSELY_BACKEND: 'native', DENSELY_ISA: isa },
  })),
  { name: 'js', env: { DENSELY_BACKEND: 'js', DENSELY_ISA: '' } },
  { name: 'plain', env: {} },
];

const script = fileURLToPath(new URL('trials.mjs', import.meta.url));

async function trial(task, { name, env }) {
  const args = [script, task, name, `${seconds}`];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, ...env },
  });
  return JSON.parse(stdout).rate;
}

const rates = Object.fromEntries(chosen.map((task) => [task, {}]));
for (let round = 1; round <= rounds; round++) {
  for (const task of chosen) {
    progress(`round ${round} of ${rounds}: ${task}`);
    for (const contender of contenders) {
      if (contender.name === 'plain' && !tasks[task].plain) continue;
      (rates[task][contender.name] ??= []).push(await trial(task, contender));
    }
  }
}
progress('');

const results = chosen.map((task) => {
  const medians = Object.entries(rates[task]).map(([name, list]) => [name, median(list)]);
  return { task, unit: tasks[task].unit, rates: Object.fromEntries(medians), all: rates[task] };
});

/** Pairs to compare, where both are there. */
const pairs = [
  [contenders[0].name, 'js'],
  ['js', 'plain'],
].filter(([over, under]) => over !== under);

function ratio({ rates }, [over, under]) {
  const value = rates[over] / rates[under];
  return Number.isNaN(value) ? '' : `${figure(value)} ×`;
}

function printed() {
  const names = contenders.map((c) => c.name);
  const first = ['task', 'unit', ...names, ...pairs.map((pair) => pair.join(' / '))];
  const rows = results.map((result) => [
    result.task,
    result.unit,
    ...names.map((name) => (result.rates[name] === undefined ? '' : figure(result.rates[name]))),
    ...pairs.map((pair) => ratio(result, pair)),
  ]);
  return [
    header(here),
    `units per second of the process's CPU time, median of ${rounds} (${seconds} s each), one training thread`,
    'plain: hand-written loops over typed arrays (b in float64)',
    '',
    table([first, ...rows]),
  ].join('\n');
}

if (flags.has('--json'))
  console.log(JSON.stringify({ machine: here, rounds, seconds, results }, null, 2));
else console.log(printed());
