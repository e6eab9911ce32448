// npm run bench: every contender in a process of its own, all of them in turn in every round; medians.
import { availableParallelism } from 'node:os';
import { setupOrExit } from '../scripts/setup.mjs';
import { readOptions, usage } from './options.mjs';

function refuse(message) {
  console.error(`bench: ${message}`);
  process.exit(2);
}

function orRefuse(read) {
  try {
    return read();
  } catch (error) {
    return refuse(error.message);
  }
}

const options = orRefuse(() => readOptions(process.argv.slice(2)));
const { quick, wanted } = options;
if (options.help) {
  console.log(usage);
  process.exit();
}

await setupOrExit();
const bench = await import('../dist/bench.js');
const { backend } = await import('../dist/index.js');
const { groups } = await import('./tasks.mjs');
const { figures, isLong, names: figureNames } = await import('./process.mjs');
const { progress } = await import('./report.mjs');
const { report } = await import('./printed.mjs');
const { peerContenders } = await import('./peers.mjs');

const isWanted = (name) => wanted.length === 0 || wanted.some((w) => name.startsWith(w));
const chosen = groups
  .map((group) => group.filter(({ task }) => isWanted(task)))
  .filter((g) => g.length);
const chosenFigures = figureNames.filter(
  (name) => isWanted(name) && (wanted.length > 0 || !isLong(name)),
);
if (chosen.length + chosenFigures.length === 0) {
  const names = [...new Set(groups.flat().map(({ task }) => task)), ...figureNames];
  refuse(`no task begins so; there are\n  ${names.join('\n  ')}`);
}

/** Two threads where this build and this machine have them. */
async function threadCounts() {
  return availableParallelism() > 1 && (await bench.takesThreads()) ? [1, 2] : [1];
}

const start = performance.now();
const secondsLeft = () => (quick ? 100 : 870) - (performance.now() - start) / 1000;
const counts = await threadCounts();
const machines = await bench.machinesOf(counts);
if (options.json) console.error(bench.header(machines));

const own = bench.ownContenders(backend(), { everyIsa: options.isas, threads: counts.at(-1) });
const peers = options.peers ? await peerContenders() : { contenders: [], skipped: [] };
/** How cost grows is the package's own affair. */
const contenders = [...own, ...peers.contenders.filter((c) => c.threads <= counts.at(-1))].map(
  (contender) => ({
    ...contender,
    can: (task) =>
      (!task.task.startsWith('growth') || contender === own[0]) &&
      (!quick || bench.isQuick(task, contender)) &&
      contender.can(task),
  }),
);

const notes = [];
const rows = await figures(chosenFigures, { quick, progress, notes });
const { results, skipped } = await bench.measure({
  groups: chosen,
  contenders,
  rounds: quick ? 1 : 3,
  seconds: quick ? 0.1 : 0.25,
  budget: secondsLeft(),
  progress,
});
const order = groups.flat().map(({ task }) => task);
rows.unshift(
  ...results
    .map((result) => bench.rowOf(result, machines))
    .sort((a, b) => order.indexOf(a.task) - order.indexOf(b.task)),
);
skipped.push(...new Set(notes));
if (counts.length === 1) skipped.push('two threads: this build or this machine has one');
if (rows.length === 0) process.exitCode = 1;
report(rows, { ...options, machines, says: peers.says, skipped: [...peers.skipped, ...skipped] });
