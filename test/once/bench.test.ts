// The benchmark: what it prints, and the arithmetic of its limits. Never how fast anything is.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  countsOf,
  flopsOf,
  leastSeconds,
  limitOf,
  parametersOf,
  rateAt,
} from '../../lib/cli/bench/counts.js';
import { together, type Machine } from '../../lib/cli/bench/machine.js';
import type { Row } from '../../lib/cli/bench/rows.js';
import {
  prediction,
  shortTable,
  square,
  training,
  type TrainTask,
} from '../../lib/cli/bench/tasks.js';
import { rateOf } from '../../lib/cli/bench/timing.js';
import { loadAddon, node, root } from './children.js';
import { read } from './repository.js';

const rates = {
  fma: 100e9,
  divide: 1e9,
  seconds: { exp: 1e-9, log: 1e-9, tanh: 2e-9, sigmoid: 3e-9 },
} as const;
const machine: Machine = {
  float32: rates,
  float64: { ...rates, fma: 50e9 },
  read: [
    [1e4, 200e9],
    [1e6, 100e9],
  ],
  update: [
    [1e4, 100e9],
    [1e6, 50e9],
  ],
};

/** Multiply-adds of one step, one at a time. */
function counted({ sizes, batch }: TrainTask): number {
  let flops = 0;
  for (let l = 1; l < sizes.length; l++) {
    for (let example = 0; example < batch; example++) {
      for (let unit = 0; unit < sizes[l]!; unit++) {
        flops += 2 * sizes[l - 1]!; // z: a row of W times a column of A
        flops += 2 * sizes[l - 1]!; // dW: a row of it, this example's part
        if (l > 1) flops += 2 * sizes[l - 1]!; // dA: this unit's part of a column
      }
    }
  }
  return flops;
}

describe('the limit', () => {
  it.each(training)('of $task: its flops are those of the loops', (task) => {
    expect(flopsOf(task)).toBe(counted(task));
  });

  it('of the four networks: the flops of a step as they are known', () => {
    expect(training.map(flopsOf)).toEqual([22_400, 52_363_264, 821_559_296, 1_060_864]);
    expect(training.map(({ sizes }) => parametersOf(sizes))).toEqual([17, 101_770, 669_706, 6337]);
  });

  it('of a step: functions, the optimizer and its divisions', () => {
    const [a, b] = training.map(countsOf);
    expect(a).toMatchObject({
      functions: { tanh: 1600, sigmoid: 400 },
      traffic: 3 * 17,
      divisions: 0,
    });
    expect(b).toMatchObject({
      functions: { exp: 1280 },
      traffic: 7 * 101_770,
      divisions: 101_770,
    });
  });

  it('is the sum of the least times', () => {
    const [a] = training;
    const products = (2 * 400 * (2 * (8 + 4) + 4)) / 50e9;
    const [bytes, near] = [3 * 17 * 8, 100e9];
    const least = products + 1600 * 2e-9 + 400 * 3e-9 + bytes / near;
    expect(leastSeconds(a!, machine)).toBeCloseTo(least, 12);
    expect(limitOf(a!, machine)).toBeCloseTo(1 / least, 0);
  });

  it('of a product is the peak, of one row no more than its weights can be read', () => {
    expect(limitOf(square(128, 'float32'), machine)).toBeCloseTo(100, 9);
    expect(limitOf(square(128, 'float64'), machine)).toBeCloseTo(50, 9);
    const one = prediction([1000, 1000], 1);
    const bytes = 4e6;
    expect(leastSeconds(one, machine)).toBeCloseTo(bytes / 100e9 + 1000 * 1e-9, 12);
  });

  it('takes bandwidths between two sizes on a log scale', () => {
    expect([1, 1e4, 1e5, 1e6, 1e9].map((bytes) => rateAt(machine.read, bytes) / 1e9)).toEqual([
      200, 200, 150, 100, 100,
    ]);
  });

  it('of two threads is twice that of one where each gives the same', () => {
    for (const task of training)
      expect(limitOf(task, together([machine, machine]))).toBeCloseTo(
        2 * limitOf(task, machine),
        6,
      );
  });
});

describe('a rate', () => {
  /** A clock that goes on by what the work takes. */
  function steady(start: number, perUnit: number) {
    let now = 0;
    const work = (units: number): number => {
      const done = Math.max(1, Math.ceil(units));
      now += start + done * perUnit;
      return done;
    };
    return { work, clock: () => now };
  }

  it('leaves out what setting up a run takes', async () => {
    const { work, clock } = steady(0.01, 0.001);
    expect(await rateOf(work, 1, clock)).toBeCloseTo(1000, 6);
  });

  it('does work once that takes longer than all the time there is', async () => {
    const { work, clock } = steady(0, 10);
    expect(await rateOf(work, 0.1, clock)).toBeCloseTo(0.1, 9);
    expect(clock()).toBe(10);
  });
});

const hasAddon = loadAddon() !== undefined;

/** The least work ends every measurement: see bench/clock.mjs. */
const clock = new URL('bench/clock.mjs', import.meta.url).href;
const env = { NODE_OPTIONS: `--import ${clock}` };

function expectRows(rows: readonly Row[]): void {
  for (const row of rows) {
    expect(Object.keys(row)).toEqual(
      expect.arrayContaining(['task', 'dtype', 'threads', 'contender', 'isa', 'unit']),
    );
    expect(row.dtype).toMatch(/^float(32|64)$/);
    expect(Number.isFinite(row.value) && row.value > 0, JSON.stringify(row)).toBe(true);
    if (!hasAddon) continue;
    expect(row.limit).toBeGreaterThan(0);
    if (row.judged === false) continue;
    expect(row.limitShare).toBeGreaterThan(0);
    expect(row.limitShare).toBeCloseTo(row.value / row.limit!, 9);
  }
}

const script = join(root, 'bench/run.mjs');

describe('npm run bench', () => {
  it('prints the rows of the tasks that are asked for', async () => {
    const { code, stdout } = await node([script, '--quick', '--json', 'd', 'matmul 64'], { env });
    expect(code).toBe(0);
    const rows = JSON.parse(stdout) as Row[];
    expectRows(rows);
    expect([...new Set(rows.map((row) => row.task))]).toEqual(['d 32-64-64-1', 'matmul 64']);
    const own = hasAddon ? ['densely native'] : [];
    expect([...new Set(rows.map((row) => row.contender))]).toEqual([
      ...own,
      'densely js',
      'plain loops',
    ]);
    // An epoch is the least that train() does; plain loops stop after any step.
    const steps = rows.filter((row) => row.unit === 'steps/s').map((row) => row.value);
    expect(steps).toEqual([...own, 'densely js'].map(() => 64).concat(1));
  });

  it.each([
    ['a task', 'matmul 65'],
    ['an option', '--fast'],
  ])('refuses %s that it does not know, and says what there is', async (_, argument) => {
    const { code, stdout, stderr } = await node([script, '--quick', argument]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(argument.startsWith('--') ? '--quick' : 'matmul 64');
  });

  it('tells the process: memory beside its bound, start-up, delay of the event loop', async () => {
    const { stdout } = await node([script, '--quick', '--json', 'memory b', 'start', 'event'], {
      env,
    });
    const rows = JSON.parse(stdout) as Row[];
    expect(new Set(rows.map((row) => row.unit))).toEqual(new Set(['MB', 'ms']));
    for (const { value } of rows) expect(value).toBeGreaterThan(0);
    const data = 10_000 * (784 + 10) * 4;
    expect(rows[0]!.limit).toBeCloseTo((data + 4 * 101_770 * 4) / 1e6 + 16, 9);
  });
});

describe('densely bench', () => {
  const cli = join(root, 'dist/cli.js');

  it('prints the limits and the rows as JSON', async () => {
    const { code, stdout } = await node([cli, 'bench', '--json'], { env });
    expect(code).toBe(0);
    const { rows, limits } = JSON.parse(stdout) as { rows: Row[]; limits: Machine | null };
    expectRows(rows);
    expect(rows.map((row) => row.task)).toEqual(
      expect.arrayContaining(training.map((task) => task.task)),
    );
    expect(limits === null).toBe(!hasAddon);
    for (const { task, limit } of limits ? rows : []) {
      const tasks = shortTable.filter((each) => each.task === task);
      expect(tasks.map((each) => limitOf(each, limits!))).toContain(limit);
    }
  });

  it('takes no operands', async () => {
    expect((await node([cli, 'bench', 'a'])).code).toBe(2);
  });
});

describe('the other libraries', () => {
  it('are no dependencies of the package, and their lock file holds no address', () => {
    const { dependencies } = JSON.parse(read('bench/peers/package.json')) as {
      dependencies: Record<string, string>;
    };
    const own = read('package.json');
    for (const name of Object.keys(dependencies)) expect(own).not.toContain(`"${name}"`);
    expect(read('bench/peers/package-lock.json')).not.toContain('"resolved"');
  });
});
