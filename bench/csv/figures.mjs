// npm run bench -- csv: processor time of reading tables, beside pandas and csv-parse, in turn in every round.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { cellsOf, COLS, ID_BYTES, ROWS, writeIds, writeTable } from './files.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const root = here('../..');
const folder = join(root, 'build-bench/csv');
const peers = here('../peers');
const python = '/usr/bin/python3';
const MEGABYTE = 1e6;

/** What pandas' default parser takes, divided by this, is not to be exceeded. */
const goals = { 'alone, warm': 2, 'alone, cold': 1.5, 'thread, warm': 1.7, 'thread, cold': 1.2 };

/** Bytes of a row as it is kept: 35 numbers, 10 words, 5 dates, or 50 numbers. */
const rowBytes = (name) => (name === 'mixed' ? 35 * 8 + 10 * 4 + 5 * 8 : COLS * 8);

async function json(command, args) {
  const env = { ...process.env, DENSELY_BACKEND: 'js' };
  const { stdout } = await promisify(execFile)(command, args, { env });
  return JSON.parse(stdout);
}

/** The package without the file of its thread: it reads in turns. */
function withoutThread() {
  const copy = join(folder, 'package');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const part of ['dist', 'package.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  rmSync(join(copy, 'dist/node/table-thread.cjs'));
  return copy;
}

const url = (...parts) => pathToFileURL(join(...parts)).href;

/** Who reads how. */
function contenders(copy) {
  return {
    'densely CJS, alone': url(copy, 'dist/index.cjs'),
    'densely ESM, alone': url(root, 'dist/bundler/index.js'),
    'densely CJS, thread': url(root, 'dist/index.cjs'),
  };
}

async function fileOf(name, rows) {
  const path = join(folder, `${name}-${rows}.csv`);
  mkdirSync(folder, { recursive: true });
  if (existsSync(path)) return path;
  if (name in cellsOf) await writeTable(path, cellsOf[name], { rows });
  else await writeIds(path, rows, name === 'ids');
  return path;
}

const least = (list) => Math.min(...list);

/** Of several processes: the best first reading, the best of the others, the least peak. */
function summed(runs, cells) {
  return {
    cold: least(runs.map(({ spent }) => spent[0])) / cells,
    warm: least(runs.flatMap(({ spent }) => (spent.length > 1 ? spent.slice(1) : spent))) / cells,
    peak: least(runs.map(({ peak }) => peak)),
  };
}

async function pandasVersion() {
  const code = "import pandas; print('\"' + pandas.__version__ + '\"')";
  return json(python, ['-c', code]).catch(() => undefined);
}

/** Processes by the names of who runs in them. */
async function commandsFor(file, copy, notes) {
  const child = here('child.mjs');
  const commands = {};
  for (const [name, entry] of Object.entries(contenders(copy)))
    commands[name] = [process.execPath, ['--expose-gc', child, entry, file, '4']];
  const version = await pandasVersion();
  if (version === undefined) notes.push('pandas: /usr/bin/python3 has none');
  else
    for (const parser of ['default', 'exact'])
      commands[`pandas ${version}, ${parser}`] = [
        python,
        [here('pandas_peer.py'), file, '3', parser],
      ];
  return commands;
}

function row(task, contender, value, unit, limit = null) {
  const limitShare = limit === null ? null : value / limit;
  return {
    task,
    dtype: 'float64',
    threads: 1,
    contender,
    isa: null,
    value,
    unit,
    limit,
    limitShare,
  };
}

/** One of the four files. */
async function table(name, { quick, notes }) {
  const rows = quick ? ROWS / 10 : ROWS;
  const file = await fileOf(name, rows);
  const commands = await commandsFor(file, withoutThread(), notes);
  const runs = Object.fromEntries(Object.keys(commands).map((who) => [who, []]));
  for (let round = 0; round < (quick ? 1 : 3); round++)
    for (const [who, [command, args]] of Object.entries(commands))
      runs[who].push(await json(command, args));
  const cells = rows * COLS;
  const found = Object.entries(runs).map(([who, list]) => [who, summed(list, cells)]);
  const pandas = found.find(([who]) => /^pandas.*default/.test(who))?.[1];
  const empty = await json(process.execPath, ['-p', 'process.resourceUsage().maxRSS * 1024']);
  const result = (rows * rowBytes(name)) / MEGABYTE;
  return [
    ...found.flatMap(([who, figures]) =>
      ['warm', 'cold'].map((state) => {
        const goal = goals[`${who.split(', ')[1]}, ${state}`];
        const limit = goal && pandas ? pandas[state] / goal : null;
        return row(`csv ${name}, ${state}`, who, figures[state], 'ns a cell', limit);
      }),
    ),
    ...(await memory(file, empty, result, name)),
    ...(await csvParse(name, file, cells, notes)),
  ];
}

/** A process that reads once, beside one that does nothing. */
async function memory(file, empty, result, name) {
  const rows = [];
  for (const [who, entry] of Object.entries(contenders(join(folder, 'package')))) {
    const { peak } = await json(process.execPath, [here('child.mjs'), entry, file, '1']);
    const used = (peak - empty) / MEGABYTE;
    rows.push(row(`csv ${name}, memory`, who, used, 'MB', 1.3 * result + 32));
  }
  return rows;
}

async function csvParse(name, file, cells, notes) {
  if (name === 'mixed') return [];
  if (!existsSync(join(peers, 'node_modules/csv-parse'))) {
    notes.push('csv-parse: npm run bench -- --peers installs it');
    return [];
  }
  const { spent } = await json(process.execPath, [here('csv_parse_peer.mjs'), peers, file]);
  return [row(`csv ${name}, cold`, 'csv-parse', spent[0] / cells, 'ns a cell')];
}

/** What a column of ids that is skipped takes more than the table without it. */
async function ids({ quick }) {
  const rows = quick ? ROWS / 2 : 5 * ROWS;
  const entry = url(withoutThread(), 'dist/index.cjs');
  const read = async (name, options) => {
    const file = await fileOf(name, rows);
    const args = ['--expose-gc', here('child.mjs'), entry, file, '6', JSON.stringify(options)];
    return least((await json(process.execPath, args)).spent);
  };
  const without = await read('no-ids', {});
  const skipped = await read('ids', { columns: { id: 'skip' } });
  const each = (skipped - without) / (ID_BYTES * rows);
  return [row('csv ids, skipped', 'densely CJS, alone', each, 'ns a byte', 4)];
}

async function turns({ quick }) {
  const file = await fileOf('repr', quick ? ROWS / 10 : ROWS);
  const copy = withoutThread();
  const rows = [];
  for (const [who, entry] of Object.entries(contenders(copy))) {
    const list = [];
    for (let i = 0; i < 3; i++)
      list.push(await json(process.execPath, [here('child.mjs'), 'turns', entry, file]));
    rows.push(row('csv repr, longest turn', who, least(list), 'ms', 20));
  }
  return rows;
}

export const csvTasks = {
  ...Object.fromEntries(Object.keys(cellsOf).map((name) => [`csv ${name}`, (o) => table(name, o)])),
  'csv ids': ids,
  'csv turn': turns,
};
