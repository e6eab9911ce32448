// The defaults of train() on real tables, beside a linear model, trees and forests, split by split.
//   npm run bench:tables -- --help
import { writeFileSync } from 'node:fs';
import { exported, isExported, knownOf, packagesOf } from '../scripts/r-tables.mjs';
import { setupOrExit } from '../scripts/setup.mjs';
import { say } from '../scripts/tools.mjs';
import { readOptions, usage } from './tables/options.mjs';
import { SPLITS } from './tables/splits.mjs';
import { suites } from './tables/suites.mjs';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(usage);
  process.exit();
}

function orRefuse(read) {
  try {
    return read();
  } catch (error) {
    console.error(`bench:tables: ${error.message}\n\n${usage}`);
    return process.exit(2);
  }
}

const learners = ['linear', 'hgb', 'xgb', 'rf', 'mlp', 'epochs100', 'densely'];
const options = orRefuse(() =>
  readOptions(args, { suites, learners, splits: SPLITS, peerSplits: 5 }),
);

await setupOrExit();
const { installPackages } = await import('./tables/install.mjs');
const { peerPackages } = await import('./tables/peers.mjs');
const { Bench } = await import('./tables/measure.mjs');
const { decision, goals, timedWhileBusy } = await import('./tables/figures.mjs');
const { learnersOf, printed } = await import('./tables/printed.mjs');
const { accuracyPicture } = await import('./tables/picture.mjs');
const { machine, printGoals, progress } = await import('./report.mjs');

/** The cases whose tables are there; the smallest where only some are wanted. */
async function there({ cases, most, install }) {
  const wanted = [...new Set(cases.flatMap(({ table }) => table ?? []))];
  if (install) await installPackages([...packagesOf(wanted), ...peerPackages]);
  const skipped = await exported(wanted.filter((table) => !isExported(table)));
  for (const [name, why] of skipped) say(`${name}: skipped, needs ${why}`);
  const kept = cases.filter(({ table }) => !table || !skipped.has(table.name));
  if (kept.length <= most) return kept;
  const rows = ({ table }) => knownOf(table.name).rows;
  return kept.sort((a, b) => rows(a) - rows(b)).slice(0, most);
}

const cases = await there(options);
const bench = new Bench(options, progress);
for (const [learner, why] of bench.skipped) say(`${learner}: skipped, needs ${why}`);
const results = [];
for (const each of cases) results.push(await bench.measure(each));
bench.stop();
progress('');

const decisions = results.map(decision).filter(Boolean);
const judged = goals(
  decisions.filter(({ suite }) => suite !== 'report'),
  options.splits === SPLITS,
);

function draw(file) {
  const whole = results.filter(({ suite }) => suite === 'dev' || suite === 'report');
  const learners = learnersOf(whole, options.learners);
  if (whole.length === 0 || !learners.includes('linear'))
    return say('--svg: needs whole tables and the linear model');
  return writeFileSync(file, accuracyPicture(whole, learners));
}

if (options.svg) draw(options.svg);
if (options.json) {
  const figures = results.map(({ name, suite, size, lines }) => ({ name, suite, size, lines }));
  const told = { machine: machine(), results: figures, decisions, goals: judged };
  console.log(JSON.stringify(told, null, 2));
} else {
  console.log(`${printed(results, options.learners, options)}\n`);
  if (judged.length > 0 && !options.readme) printGoals(machine(), judged);
}
const { busy, of } = timedWhileBusy(results, machine().cores);
if (busy > 0)
  say(
    `${busy} of ${of} trainings were timed while the machine was busy: --fresh measures them again`,
  );
if (judged.some(({ value, goal = Infinity }) => value > goal)) process.exitCode = 1;
