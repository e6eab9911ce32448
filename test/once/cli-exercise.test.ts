// The exercise on the command line, and what looks into a network there.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { progressText } from '../../lib/cli/progress.js';
import { wrapped } from '../../lib/cli/terminal.js';
import { fittingTable, textWidth } from '../../lib/base/table.js';
import { figures } from '../figures.js';
import { hasDist, node, root, type Ended } from './children.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-cli-exercise-'));
afterAll(() => rmSync(folder, { recursive: true }));

const densely = (line: string): Promise<Ended> =>
  node([join(root, 'dist', 'cli.js'), ...line.split(' ')], { cwd: folder });

async function answer<T>(line: string): Promise<T> {
  const { code, stdout, stderr } = await densely(line);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as T;
}

describe.runIf(hasDist)('--exercise', () => {
  it('compares the sizes of the exercise: exact up to five units', async () => {
    interface Told {
      readonly rows: readonly { hidden: number[]; train: { mean: number } }[];
    }
    const sizes = [1, 2, 3, 4, 5, 20, 50];
    const { rows } = await answer<Told>(
      `sweep flower --exercise --hidden ${sizes.join(',')} --json`,
    );
    expect(rows.map(({ hidden }) => hidden)).toEqual(sizes.map((units) => [units]));
    for (const { hidden, train } of rows) {
      const expected = figures.sweep_seed3_5000_iterations[hidden[0]!]!.accuracy_percent;
      if (hidden[0]! <= 5) expect(100 * train.mean).toBeCloseTo(expected, 10);
      else expect(Math.abs(100 * train.mean - expected)).toBeLessThanOrEqual(1.5);
    }
  });

  it('trains its network on all rows, and what is said beside it holds', async () => {
    interface Told {
      readonly fit: number;
      readonly dtype: string;
      readonly history: { readonly epoch: number[]; readonly cost: number[] };
    }
    const line =
      'train flower --exercise --epochs 2001 --report-every 1000 --json --out a.safetensors';
    const { fit, dtype, history } = await answer<Told>(line);
    const all = Array.from({ length: 2001 }, (_, i) => i);
    expect([fit, dtype, history.epoch]).toEqual([400, 'float64', all]);
    const reports = [0, 1000, 2000];
    const costs = figures.seed_document_cost_table;
    for (const epoch of reports)
      expect(history.cost[epoch]!.toFixed(6)).toBe(costs[epoch]!.toFixed(6));
    const { history: sparse } = await answer<Told>(`${line} --history reports`);
    expect(sparse.epoch).toEqual(reports);
    expect(sparse.cost).toEqual(reports.map((epoch) => history.cost[epoch]));
  });
});

describe.runIf(hasDist)('options with numbers', () => {
  it.each([
    ['--initializer normal=0.01', 0],
    ['--initializer constant=0.5', 0],
    ['--optimizer adam:beta1=0.8,beta2=0.95', 0],
    ['--optimizer momentum:beta=0.8', 0],
    ['--optimizer adam:beta3=1', 2, 'did you mean "beta1"?'],
    ['--optimizer adam:', 2, 'name:key=value,key=value'],
    ['--optimizer adam:beta1', 2, 'name:key=value,key=value'],
    ['--initializer normal=x', 2, '--initializer normal must be a number, not "x"'],
    ['--initializer normal=0x1', 2, 'must be a number'],
    ['--loss huber=0.5', 2, 'left out for classes, whose loss is binaryCrossEntropy'],
    ['--loss quantiles:0.1,x', 2, '--loss quantiles must be a number, not "x"'],
  ])('%s', async (option, expected, says = '') => {
    const line = `train moons --epochs 1 ${option} --out n.safetensors`;
    const { code, stderr } = await densely(line);
    expect(code, stderr).toBe(expected);
    expect(stderr).toContain(says);
  });
});

describe.runIf(hasDist)('--loss', () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${(i % 7) + (i % 5) / 10}`);
  writeFileSync(join(folder, 'sizes.csv'), ['a,size', ...rows].join('\n'));

  it.each([
    ['absolute', 'absolute'],
    ['huber', 'huber'],
    ['huber=0.5', 'huber'],
    ['poisson', 'poisson'],
    ['quantiles:0.1,0.5,0.9', 'quantiles'],
    ['quantiles:0.25', 'quantiles'],
  ])('%s', async (loss, name) => {
    const model = `${name}.safetensors`;
    await answer(`train sizes.csv --target size --loss ${loss} --epochs 3 --out ${model} --json`);
    interface Told {
      readonly metrics?: { readonly cost: number };
      readonly predictions?: readonly number[];
    }
    const { predictions } = await answer<Told>(`predict ${model} sizes.csv --json`);
    expect(predictions?.length).toBe(60);
    expect(predictions?.every(Number.isFinite)).toBe(true);
  });

  it('has a name for its costs in a picture', async () => {
    const line = 'plot curves sizes.csv --target size --epochs 3 --out curve.svg --loss';
    const titles = [
      ['squared', 'mean squared error (scaled)'],
      ['quantiles:0.1,0.9', 'quantiles loss (mean)'],
    ] as const;
    for (const [loss, title] of titles) {
      const { code, stderr } = await densely(`${line} ${loss}`);
      expect(code, stderr).toBe(0);
      expect(readFileSync(join(folder, 'curve.svg'), 'utf8')).toContain(title);
    }
  });
});

describe.runIf(hasDist)('densely logistic', () => {
  it('has the accuracy of the exercise, and keeps a model', async () => {
    interface Told {
      readonly weights: readonly { name: string; weight: number }[];
      readonly metrics: { readonly accuracy: number };
    }
    const told = await answer<Told>('logistic flower --out l.safetensors --json');
    expect(told.metrics.accuracy).toBe(0.47);
    expect(told.weights.map(({ name }) => name)).toEqual(['x1', 'x2']);
    const { stdout } = await densely('diagnose l.safetensors flower');
    expect(stdout).toMatch(/^ +1 {2}output/m);
  });

  it('has a column for each of several classes, and says what deserves a look', async () => {
    const { code, stdout } = await densely('logistic blobs --C 1');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^feature( +\d){6}\nx1( +-?\d\S*){6}\nx2.*\nbias.*\n\n200 rows: acc/),
    ]);
    expect(stdout).not.toContain('warning');
    const free = await densely('logistic blobs');
    expect(free.stdout).toContain('warning: the inputs tell some examples apart without an error');
    interface Told {
      readonly weights: readonly { name: string; weights: Record<string, number> }[];
      readonly biases: Record<string, number>;
      readonly warnings: readonly string[];
    }
    const told = await answer<Told>('logistic blobs --json');
    expect(Object.keys(told.weights[1]!.weights)).toEqual(Object.keys(told.biases));
    expect([told.weights.length, told.warnings.length]).toEqual([2, 1]);
  });

  it('refuses values, and ridge classes', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${(i * i) / 7 + 0.25}`);
    writeFileSync(join(folder, 'squares.csv'), ['a,y', ...rows].join('\n'));
    const refused = await densely('logistic squares.csv --target y');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('has values')]);
    const { code, stderr } = await densely('ridge moons');
    expect([code, stderr]).toEqual([1, expect.stringContaining('has 2 classes as targets')]);
    const { stdout } = await densely('ridge squares.csv --target y --alpha 0');
    // Of y = x² / 7 + ¼ over 0 … 39 the least squares are 39 / 7 and ¼ − 38 · 39 / 42.
    expect(stdout).toMatch(/^feature +weight\na +5\.57143\nbias +-35\.0357\n\n40 rows: R² 0\.9/);
  });
});

describe.runIf(hasDist)('densely diagnose', () => {
  it('tells symmetric units, and what helps', async () => {
    const { code, stdout } = await densely(
      'diagnose moons --hidden 6 --epochs 3 --initializer constant=0.1',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^layer .* symmetric .* \|dW\|$/m);
    expect(stdout).toMatch(/^ +1 {2}relu +6 .* 6 \(100 %\)/m);
    expect(stdout).toContain('Layer 1: 6 symmetric. A random start tells them apart.');
  });
});

describe.runIf(hasDist)('densely plot curves A B', () => {
  it('compares what train --json told of runs', async () => {
    for (const name of ['tanh', 'relu']) {
      const line = `train moons --epochs 5 --activation ${name} --json --out ${name}.safetensors`;
      writeFileSync(join(folder, `${name}.json`), (await densely(line)).stdout);
    }
    const told = await answer<{ runs: string[] }>('plot curves tanh.json relu.json --json');
    expect(told.runs).toEqual(['tanh', 'relu']);
    writeFileSync(join(folder, 'other.json'), '[');
    const { code, stderr } = await densely('plot curves other.json --out o.svg');
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('is not what densely train --json'),
    ]);
    const { stderr: mixed } = await densely('plot curves moons tanh.json --out o.svg');
    expect(mixed).toContain('curves takes one DATA');
  });
});

describe('a terminal of 20 to 120 columns', () => {
  const widths = [20, 40, 60, 80, 120];

  it.each(widths)('the line of progress fits in %i, and cuts no number', (width) => {
    const text = 'cost 0.6896, 10372 steps/s, 1 min 05 s left';
    for (const share of [0, 0.333, 1]) {
      const line = progressText('training', share, text, width - 1);
      expect(line.length).toBeLessThan(width);
      const parts = { '0.68': 'cost 0.6896', '103': '10372 steps/s', min: '1 min 05 s left' };
      for (const [begins, part] of Object.entries(parts))
        if (line.includes(begins)) expect(line).toContain(part);
      if (width >= 60) expect(line).toMatch(/cost 0\.6896, .*1 min 05 s left$/);
    }
    expect(progressText('training', 0.5, text, 79)).toContain('█');
  });

  it.each(widths)('a table in %i leaves columns out and says which', (width) => {
    const rows = [
      ['hidden', 'parameters', 'cost', 'train', 'time', ''],
      ['64-32', '12345', '0.1234', '91.25 %', '0.12 s', 'best'],
    ];
    const text = fittingTable(rows, { left: [0, 5], width, least: ['time', 'parameters', 'cost'] });
    const lines = text.split('\n');
    const out = rows[0]!.filter((head) => head !== '' && !lines[0]!.includes(head));
    if (width >= 60) expect(out).toEqual([]);
    else
      expect(lines.at(-1)).toBe(
        `(no room for: ${['time', 'parameters', 'cost'].filter((h) => out.includes(h)).join(', ')})`,
      );
    for (const line of lines.slice(0, 2))
      expect(textWidth(line)).toBeLessThanOrEqual(Math.max(width, 24));
    expect(lines[1]).toMatch(/^64-32 .*91\.25 % .*best$/);
  });

  it.each(widths)('sentences in %i are wrapped at spaces', (width) => {
    const text = 'cost rose for 12 steps: lower learningRate from 1.2, or take another optimizer';
    const lines = wrapped(text, width).split('\n');
    expect(lines.join(' ')).toBe(text);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
  });
});
