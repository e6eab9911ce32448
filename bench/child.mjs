// A process that process.mjs looks at; it prints one number.
//   node bench/child.mjs memory LETTER | import | delay MS | history PAIRS
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

/** Of which peak memory is measured. */
export const EXAMPLES = 10_000;

const entry = '../dist/index.js';

/** The dataset's copy is all there is: its rows are few, said again and again. */
async function start(letter, epochs) {
  const { Dataset, train } = await import(entry);
  const { optionsOf, training } = await import('../dist/bench.js');
  const task = training.find((each) => each.task.startsWith(letter));
  const few = Array.from({ length: 64 }, (_, i) =>
    new Float32Array(task.sizes[0]).map((_, k) => ((i * 784 + k * 7) % 17) - 8),
  );
  const rows = Array.from({ length: EXAMPLES }, (_, i) => few[i % few.length]);
  const labels = rows.map((_, i) => i % 10);
  const data = Dataset.from(rows, labels, { task: 'classification', dtype: 'float32' });
  return train(data, { ...optionsOf(task, 1), epochs, reportEvery: epochs });
}

/** CPU time of all threads while task a, the exercise's, takes STEPS steps. */
async function exerciseTime(data, options) {
  const { train } = await import(entry);
  const before = process.cpuUsage();
  await train(data, options);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const STEPS = 30_000;

const commands = {
  /** How many times the CPU time it costs to keep the cost of each step: the median of pairs in turn. */
  async history(pairs) {
    const { datasets } = await import(entry);
    const { median, optionsOf, training } = await import('../dist/bench.js');
    const task = training.find((each) => each.task.startsWith('a'));
    const data = datasets.flower();
    const reports = { ...optionsOf(task, 1), epochs: STEPS };
    const every = { ...reports, history: 'every' };
    const ratios = [];
    // The first of each is not counted: code is compiled, memory touched.
    for (let i = -1; i < Number(pairs); i++) {
      const [first, second] = i % 2 === 0 ? [reports, every] : [every, reports];
      const [a, b] = [await exerciseTime(data, first), await exerciseTime(data, second)];
      if (i >= 0) ratios.push(first === every ? a / b : b / a);
    }
    return median(ratios);
  },

  async memory(letter) {
    await start(letter, 3);
    return process.resourceUsage().maxRSS;
  },

  async import() {
    const before = performance.now();
    await import(entry);
    return performance.now() - before;
  },

  async delay(milliseconds) {
    const run = start('b', 1e6);
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    await pause(100);
    const histogram = monitorEventLoopDelay({ resolution: 1 });
    histogram.enable();
    await pause(Number(milliseconds));
    histogram.disable();
    process.stdout.write(`${histogram.max / 1e6}\n`, () => process.exit());
    return run;
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, argument] = process.argv.slice(2);
  console.log(await commands[name](argument));
}
