// `densely cv` and `densely sweep` with --grid and --space as a user runs them; a search that is killed and goes on.
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { without } from '../../lib/base/option-table.js';
import { textWidth } from '../../lib/base/table.js';
import { gridSaid } from '../../lib/cli/search-flags.js';
import {
  crossValidate,
  Dataset,
  datasets,
  Model,
  sweep,
  type SearchTrial,
} from '../../lib/index.js';
import { hasDist, node, nodeModule, root, type Ended } from './children.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-choosing-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const densely = (...args: string[]): Promise<Ended> =>
  node([join(root, 'dist/cli.js'), ...args.flatMap((words) => words.split(' '))], { cwd: folder });
copyFileSync(join(root, 'examples/iris.csv'), at('iris.csv'));
const iris = await Dataset.csv(at('iris.csv'), { target: 'species' });

/** What JSON keeps of it. */
const kept = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const untimed = (rows: readonly object[]): unknown =>
  kept(rows.map((row) => ({ ...row, seconds: 0 })));

function narrow(text: string): void {
  for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(80);
}

describe.runIf(hasDist)('densely cv', () => {
  const line = 'cv iris.csv --target species --hidden 8 --epochs 20 --seed 2 --learning-rate 0.01';
  const options = { hidden: [8], epochs: 20, seed: 2, learningRate: 0.01 };

  it('prints a table in 80 columns, and with --json what crossValidate() gives', async () => {
    const how = '--folds 4 --fold-seed 3 --score accuracy';
    const { code, stdout, stderr } = await densely(line, how);
    expect([code, stderr.split('\n').length]).toEqual([0, 5]);
    narrow(stdout);
    const own = await crossValidate(iris, options, { folds: 4, seed: 3, score: 'accuracy' });
    const bare = (text: string): string => text.replaceAll(/ *\d+\.\d\d s\b/g, '');
    expect(bare(stdout.trim())).toBe(bare(String(own)));

    const json = await densely(line, how, '--json', '--parallel 1');
    const told = JSON.parse(json.stdout) as { folds: object[] };
    expect({ ...told, folds: 0 }).toEqual(
      kept({ folds: 0, score: own.score, outputs: own.outputs.T.toArray(), warnings: [] }),
    );
    expect(untimed(told.folds)).toEqual(
      untimed(own.folds.map((of) => ({ ...without(of, 'model'), examples: [...of.examples] }))),
    );
  });

  it('goes by time, and tells what has no output', async () => {
    const { stdout } = await densely('cv moons --folds 3 --time x1 --epochs 2');
    expect(stdout).toContain('warning: the first 50 of 200 examples in the order of time');
  });

  it.each([
    ['--folds 1', '--folds must be a whole number from 2 to 150, not 1'],
    ['--folds 51', 'class "setosa" has 50 examples: fewer than 51 folds'],
    ['--score acuracy', 'the nearest is "accuracy"'],
    ['--checkpoint a', 'cv has no option --checkpoint'],
  ])('refuses %s', async (flag, says) => {
    const { code, stdout, stderr } = await densely(line, flag);
    expect([code, stdout]).toEqual([says.startsWith('class') ? 1 : 2, '']);
    expect(stderr).toContain(says);
  });
});

describe('what is searched over', () => {
  it('is read as the flags of train are', () => {
    const grid = [
      'learning-rate=0.001,1e-2',
      'hidden=32,64-8,none',
      'dropout=0.2,0.1;0.3',
      'optimizer=adam;momentum:beta=0.8',
      'batch-size=all,16',
      'scale=robust:clip=2',
    ];
    expect(gridSaid({ grid })).toEqual({
      learningRate: [0.001, 0.01],
      hidden: [[32], [64, 8], []],
      dropout: [[0.2, 0.1], 0.3],
      optimizer: ['adam', { momentum: { beta: 0.8 } }],
      batchSize: ['all', 16],
      scale: [{ name: 'robust', clip: 2 }],
    });
    const space = ['learning-rate=1e-4..0.1:log', 'batch-size=16..128:log:whole', 'l2=0,-1'];
    expect(gridSaid({ space, trials: '7', seed: '3' })).toEqual({
      trials: 7,
      seed: 3,
      space: {
        learningRate: { from: 1e-4, to: 0.1, log: true },
        batchSize: { from: 16, to: 128, log: true, whole: true },
        l2: [0, -1],
      },
    });
    expect(gridSaid({})).toBe(undefined);
  });
});

describe.runIf(hasDist)('densely sweep over options', () => {
  const line = 'sweep iris.csv --target species --epochs 15 --score accuracy';

  it('prints a table in 80 columns, and with --json what sweep() gives', async () => {
    const asked = '--grid learning-rate=0.001,0.02 --grid hidden=4,8-4 --folds 3 --seeds 5';
    const { code, stdout } = await densely(line, asked);
    expect(code).toBe(0);
    narrow(stdout);
    const grid = { learningRate: [0.001, 0.02], hidden: [[4], [8, 4]] };
    const options = { epochs: 15, score: 'accuracy', holdout: { folds: 3 }, seeds: [5] } as const;
    const own = await sweep(iris, { ...options, grid });
    expect(stdout.split('\n')[0]).toMatch(
      /^learningRate +hidden +accuracy +deviation +time +trial$/,
    );
    expect(stdout.split('\n')[1]).toContain(` ${own.best!.score.mean.toPrecision(5)} `);
    const json = await densely(line, asked, '--json', '--out best.safetensors');
    const told = JSON.parse(json.stdout) as { rows: object[]; best: SearchTrial; out: string };
    expect(told.out).toBe('best.safetensors');
    const model = await Model.load(at(told.out));
    expect(model.toBytes()).toEqual((await own.refit()).toBytes());
    expect(untimed(told.rows)).toEqual(untimed(own.rows));
    expect(told.best.trial).toBe(own.best!.trial);
  });

  it('draws, and goes on with what is in a folder', async () => {
    const asked = '--space learning-rate=1e-3..0.1:log --seed 1 --holdout 0.3 --folder kept --json';
    const few = await densely(line, asked, '--trials 2');
    const more = await densely(line, asked, '--trials 3');
    const rows = (ended: Ended): SearchTrial[] =>
      (JSON.parse(ended.stdout) as { rows: SearchTrial[] }).rows.sort((a, b) => a.trial - b.trial);
    expect(rows(more).slice(0, 2)).toEqual(rows(few));
    const space = { learningRate: { from: 1e-3, to: 0.1, log: true } };
    const search = { epochs: 15, score: 'accuracy', holdout: 0.3 } as const;
    const own = await sweep(iris, { ...search, grid: { trials: 3, seed: 1, space } });
    const inOrder = [...own.rows].sort((a, b) => a.trial - b.trial);
    expect(untimed(rows(more))).toEqual(untimed(inOrder));
  });

  it.each([
    ['--grid learning-rate', '--grid must be KEY=VALUES'],
    ['--grid leaning-rate=1', 'the nearest is learning-rate'],
    ['--grid l2=1 --grid l2=2', '--grid names l2 twice'],
    ['--grid l2=1 --space l1=1', '--grid and --space cannot be had together'],
    ['--grid l2=1 --trials 3', '--trials is for --space'],
    ['--grid l2=1 --hidden 3', '--hidden is for a comparison of hidden sizes'],
    ['--grid l2=1 --folds 3 --holdout 0.2', '--folds and --holdout cannot be had together'],
    ['--hidden 3 --folds 3', '--folds is for --grid and --space'],
    ['--hidden 3 --out a.safetensors', '--out is for --grid and --space'],
    ['--grid l2=1 --out iris.csv', '--out iris.csv is what the command reads'],
    ['--hidden 3', '--score is for a search'],
    ['--grid l2=0.1x', '--l2 must be a number'],
    ['--space l2=3..1', 'above from, which is 3'],
    ['--grid learning-rate=-1', 'trial 0 (learningRate -1): learningRate must be'],
  ])('refuses %s', async (flags, says) => {
    const { code, stdout, stderr } = await densely(line, flags);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
  });
});

describe.runIf(hasDist)('a search that is killed', () => {
  it('goes on from its folder, to the result of one that nobody disturbed', async () => {
    const grid = { learningRate: [0.001, 0.01, 0.1], hidden: [[8], [16]] };
    const options = { grid, epochs: 1500, score: 'accuracy' } as const;
    const ended = await nodeModule(
      `const { datasets, sweep } = densely;
      const options = ${JSON.stringify({ ...options, folder: at('killed'), parallel: 1 })};
      for await (const { trial } of sweep(datasets.moons({ size: 120 }), options))
        if (trial === 1) console.log('two have ended');`,
      { started: (kill) => kill('SIGKILL') },
    );
    expect(ended.signal).toBe('SIGKILL');
    const files = readdirSync(at('killed')).filter((file) => file.startsWith('trial'));
    expect(files.length).toBeGreaterThanOrEqual(2);
    expect(files.length).toBeLessThan(6);
    const moons = datasets.moons({ size: 120 });
    const resumed = await sweep(moons, { ...options, folder: at('killed') });
    expect(untimed(resumed.rows)).toEqual(untimed((await sweep(moons, options)).rows));
  }, 60_000);
});
