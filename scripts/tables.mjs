// Real tables of R's packages, read as they are: how many, with how many questions, and whether the kinds of
// their columns are those that R knows; then each is trained on, evaluated, saved, loaded, predicted.
//   npm run tables -- [NAME ...]
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { exported, fileOf, folder, knownOf, readTable, tables } from './r-tables.mjs';
import { setupOrExit } from './setup.mjs';
import { say } from './tools.mjs';

/** Examples that a model is trained on: it is to run, not to be good. */
const ENOUGH = 2000;
const MOST_QUESTIONS = 4;
/** Percent of the columns. */
const LEAST_KINDS = 98;

await setupOrExit();
const { Model, Table, train } = await import('densely');
const { machine, printGoals, table: aligned } = await import('../bench/report.mjs');

function kindOf(column) {
  if (column.levels) return 'category';
  return column.class === 'logical' ? 'boolean' : 'number';
}

/** Words in R, and nothing in the text says so. */
function isNumerals({ levels }) {
  return levels !== null && levels.every(([level]) => level.trim() !== '' && !Number.isNaN(+level));
}

/** What stands for a missing value, in lower case. */
const HOLES = new Set(['', 'na', 'n/a', '#n/a', 'nan', 'null', 'none', '?', '-']);

/** The levels that are read as missing values. */
function swallowed({ levels }) {
  return (levels ?? []).filter(([level]) => HOLES.has(level.trim().toLowerCase()));
}

/** What the schema says beside what R says, column by column. */
function compared(schema, { columns, rows }) {
  const found = new Map(schema.columns.map((column) => [column.name, column]));
  const holes = (column) =>
    swallowed(column).reduce((sum, [, count]) => sum + count, column.missing);
  const judged = columns.filter((column) => !isNumerals(column));
  const wrong = judged.filter((column) => found.get(column.name)?.kind !== kindOf(column));
  return {
    judged: judged.length,
    wrong: wrong.map(({ name, class: its }) => `${name}: ${found.get(name)?.kind}, in R ${its}`),
    asInR:
      schema.size === rows &&
      columns.every((column) => found.get(column.name)?.holes === holes(column)),
  };
}

/** Trains, evaluates, saves, loads, and predicts from a dataset, from records and from the whole file. */
async function endToEnd(name, data, file) {
  const few = Array.from({ length: Math.min(ENOUGH, data.size) }, (_, j) => j);
  const [fit, test] = data.shuffle({ seed: 1 }).subset(few).split({ test: 0.2, seed: 1 });
  const model = await train(fit, { epochs: 3, seed: 1 });
  const { cost } = await model.evaluateAsync(test);
  if (!Number.isFinite(cost)) return `cost ${cost}`;
  await model.save(join(folder, `${name}.safetensors`));
  const loaded = await Model.load(join(folder, `${name}.safetensors`));
  const [expected, all] = [await model.predictAsync(test), await model.predictAsync(data)];
  const differs = async (expectation, examples) =>
    !isDeepStrictEqual(expectation, await loaded.predictAsync(examples));
  if (await differs(expected, test)) return 'loaded, it predicts otherwise';
  if (await differs(expected, test.records())) return 'it predicts otherwise from records';
  if (await differs(all, await Table.csv(file))) return 'it predicts otherwise from a table';
  return 'right';
}

async function measure(table) {
  const { name, target } = table;
  const known = knownOf(name);
  const result = { name, target, known };
  const start = performance.now();
  try {
    const { data, question } = await readTable(table);
    result.seconds = (performance.now() - start) / 1000;
    Object.assign(result, { task: data.task, question }, compared(data.schema, known));
    result.end = await endToEnd(name, data, fileOf(name));
  } catch (error) {
    result.error = `${error.code ?? error.name}: ${error.message}`;
  }
  return result;
}

function row({ name, target, known, task, judged, wrong, asInR, question, seconds, end }) {
  const size = [name, known.rows, known.columns.length, target].map(String);
  if (!task) return [...size, 'not read', '', '', '', '', 'failed'];
  const kinds = `${judged - wrong.length} of ${judged}`;
  const holes = asInR ? 'as in R' : 'others';
  return [...size, task, kinds, holes, question ? 'one' : '', seconds.toFixed(2), end ?? 'failed'];
}

/** What R alone knows of a table's columns, what was asked, and what went wrong, in words. */
function apart({ name, known: { columns }, wrong = [], question, error }) {
  const numerals = columns.filter(isNumerals).map((column) => column.name);
  const some = numerals.slice(0, 4).join(', ') + (numerals.length > 4 ? ', …' : '');
  const levels = columns.flatMap((column) =>
    swallowed(column).map(([level, count]) => `${column.name} ${JSON.stringify(level)} (${count})`),
  );
  const texts = [
    numerals.length > 0 && `${numerals.length} factors of numerals, ${some}`,
    levels.length > 0 && `levels that are read as holes, ${levels.join(', ')}`,
    question,
    ...wrong,
    error,
  ];
  return texts.filter(Boolean).map((text) => `${name}: ${text}`);
}

/** Of all tables that are there. */
function figures(results) {
  const read = results.filter(({ task }) => task);
  const sum = (of) => read.reduce((total, result) => total + of(result), 0);
  const right = sum(({ judged, wrong }) => judged - wrong.length) / sum(({ judged }) => judged);
  const least = results.length;
  const count = (what, list) => ({ what, value: list.length, unit: 'tables', least });
  return [
    count('read as they are, or with one question', read),
    {
      what: 'that ask a question',
      value: read.filter(({ question }) => question).length,
      unit: 'tables',
      goal: MOST_QUESTIONS,
    },
    { what: 'columns of the kind that R knows', value: 100 * right, unit: '%', least: LEAST_KINDS },
    count(
      'with the rows and holes that R knows',
      read.filter(({ asInR }) => asInR),
    ),
    count(
      'trained on, saved, loaded, predicted',
      read.filter(({ end }) => end === 'right'),
    ),
  ];
}

function chosenTables() {
  const wanted = process.argv.slice(2);
  const names = tables.map(({ name }) => name);
  const unknown = wanted.filter((word) => !names.includes(word));
  if (unknown.length > 0) {
    say(`no table ${unknown.join(', ')}: there are ${names.join(', ')}`);
    process.exit(2);
  }
  return tables.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
}

const chosen = chosenTables();
const skipped = await exported(chosen);
const results = [];
for (const table of chosen) if (!skipped.has(table.name)) results.push(await measure(table));
for (const [name, why] of skipped) say(`${name}: skipped, needs ${why}`);
if (results.length > 0) {
  const heads = ['table', 'rows', 'columns', 'target', 'task', 'kinds', 'holes', 'question'];
  console.log(
    aligned([[...heads, 'read, s', 'end to end'], ...results.map(row)], [0, 3, 4, 6, 7, 9]),
  );
  for (const line of ['', ...results.flatMap(apart), '']) console.log(line);
  const judged = figures(results);
  printGoals(machine(), judged);
  const missed = ({ value, goal = Infinity, least = 0 }) => !(value <= goal && value >= least);
  if (judged.some(missed)) process.exitCode = 1;
}
