// Figures of a whole process: peak memory, start-up, event-loop delay. Less is better: the limit is what
// a figure must not exceed, where there is such a thing.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median, parametersOf, training } from '../dist/bench.js';
import { backend } from '../dist/index.js';
import { EXAMPLES } from './child.mjs';
import { csvTasks } from './csv/figures.mjs';
import { encodingTasks } from './encoding.mjs';
import { pictureNames } from './pictures.mjs';

const pictures = fileURLToPath(new URL('pictures.mjs', import.meta.url));
const encoder = fileURLToPath(new URL('encoding.mjs', import.meta.url));
const child = fileURLToPath(new URL('child.mjs', import.meta.url));
const MEGABYTE = 1e6;

async function node(args, env = {}) {
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, ...env },
  });
  return JSON.parse(stdout);
}

const native = backend().name === 'native';
const backends = native ? ['native', 'js'] : ['js'];

function row(task, name, value, unit, limit = null) {
  const isa = name === 'native' ? backend().isa : null;
  const limitShare = limit === null ? null : value / limit;
  const contender = `densely ${name}`;
  return { task, dtype: 'float32', threads: 1, contender, isa, value, unit, limit, limitShare };
}

/** The Dataset's one copy, parameters with gradient and Adam's state, and 16 MB. */
function memoryBound({ sizes }) {
  const data = EXAMPLES * (sizes[0] + sizes.at(-1)) * 4;
  return data / MEGABYTE + (4 * parametersOf(sizes) * 4) / MEGABYTE + 16;
}

function memory(letter) {
  const task = training.find((each) => each.task.startsWith(letter));
  return async () => {
    const name = backends[0];
    const empty = await node(['-p', 'process.resourceUsage().maxRSS']);
    const full = await node([child, 'memory', letter], { DENSELY_BACKEND: name });
    const used = ((full - empty) * 1024) / MEGABYTE;
    return [row(`memory ${task.task}`, name, used, 'MB', memoryBound(task))];
  };
}

async function startUp({ quick }) {
  const times = [];
  for (let i = 0; i < (quick ? 5 : 15); i++) times.push(await node([child, 'import']));
  return [row('start-up: import', backends[0], median(times), 'ms')];
}

async function delay({ quick }) {
  const rows = [];
  for (const name of backends) {
    const longest = await node([child, 'delay', quick ? '500' : '2000'], { DENSELY_BACKEND: name });
    rows.push(row('event-loop delay in b', name, longest, 'ms'));
  }
  return rows;
}

/** What the cost of each step costs. */
async function history({ quick }) {
  const rows = [];
  for (const name of backends) {
    const value = await node([child, 'history', quick ? '3' : '15'], { DENSELY_BACKEND: name });
    rows.push({ ...row("a with history: 'every'", name, value, '× CPU of a'), dtype: 'float64' });
  }
  return rows;
}

function picture(name) {
  return async ({ quick }) => {
    const times = [];
    for (let i = 0; i < (quick ? 1 : 5); i++) times.push(await node([pictures, name]));
    return [row(`plot ${name}`, backends[0], median(times), 'ms')];
  };
}

function encoding(name) {
  const { task, unit, limit } = encodingTasks[name];
  return async ({ quick }) => {
    const times = [];
    for (let i = 0; i < (quick ? 1 : 5); i++) times.push(await node([encoder, task]));
    return [row(name, 'js', median(times), unit, limit)];
  };
}

const table = {
  'memory b 784-128-10': memory('b'),
  'memory c 784-512-512-10': memory('c'),
  'start-up: import': startUp,
  'event-loop delay in b': delay,
  ...Object.fromEntries(Object.keys(encodingTasks).map((name) => [name, encoding(name)])),
  "a with history: 'every'": history,
  ...Object.fromEntries(pictureNames.map((name) => [`plot ${name}`, picture(name)])),
  ...csvTasks,
};

export const names = Object.keys(table);

/** Those that take minutes, and other programs: only who asks for them gets them. */
export const isLong = (name) => name in csvTasks;

/** Rows of the figures of these names; `notes` gets what was left out. */
export async function figures(chosen, { quick, progress, notes }) {
  const rows = [];
  for (const name of chosen) {
    progress(name);
    rows.push(...(await table[name]({ quick, notes })));
  }
  progress('');
  return rows;
}
