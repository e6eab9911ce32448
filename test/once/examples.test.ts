// The examples as a user runs them: compiled strictly against the built package, in a process.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Row } from '../../examples/exercise/table.ts';
import { figures } from '../figures.js';
import { loadAddon, node, root, type Ended } from './children.js';
import { read } from './repository.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

const example = (...args: string[]): Promise<Ended> =>
  node([join(root, 'scripts/example.mjs'), ...args]);

/** The printed table of costs, by iteration. */
function costs(stdout: string): Record<string, string> {
  const rows = stdout.matchAll(/^ *(\d+) {2}(0\.\d{6})$/gm);
  return Object.fromEntries(Array.from(rows, ([, row, cost]) => [row!, cost!]));
}

function expectCosts(stdout: string): void {
  const printed = costs(stdout);
  for (const [row, cost] of Object.entries(figures.seed_document_cost_table)) {
    if (Number(row) <= 6000) expect(printed[row], row).toBe(cost.toFixed(6));
    else expect(Math.abs(Number(printed[row]) - cost), row).toBeLessThan(3e-4);
  }
}

/** The accuracy of each size, in percent. */
function expectSizes(stdout: string): void {
  for (const units of [1, 2, 3, 4, 5]) {
    const percent = figures.sweep_seed3_5000_iterations[units]!.accuracy_percent.toFixed(2);
    expect(stdout).toMatch(new RegExp(`^ *${units} .* ${percent} %`, 'm'));
  }
}

/** What `npm run exercise -- --json` says. */
interface Told {
  readonly backend: { readonly name: string };
  readonly passed: number;
  readonly rows: readonly Row[];
}

describe('the exercise', () => {
  it('by-hand prints its costs to the last place until step 6,000, in about 60 lines', async () => {
    const { code, stdout } = await example('by-hand');
    expect(code).toBe(0);
    const table = Object.entries(figures.seed_document_cost_table).filter(
      ([row]) => Number(row) <= 6000,
    );
    expect(costs(stdout)).toEqual(
      Object.fromEntries(table.map(([row, cost]) => [row, cost.toFixed(6)])),
    );
    expect(stdout).toContain('W1: Matrix (4, 2), float64');
    expect(stdout).toMatch(/^90\.75 % right$/m);
    expect(read('examples/by-hand.ts').split('\n').length).toBeLessThanOrEqual(65);
  }, 120_000);

  it.each(['with-verbs', 'with-train'])(
    '%s prints its figures, in about 60 lines',
    async (name) => {
      const { code, stdout } = await example(name, ...(name === 'with-train' ? [folder] : []));
      expect(code).toBe(0);
      expectCosts(stdout);
      expectSizes(stdout);
      expect(stdout).toContain('logistic regression: 47.00 %');
      expect(stdout).toMatch(/^4 hidden units: 90\.(50|75) %$/m);
      expect(read(`examples/${name}.ts`).split('\n').length).toBeLessThanOrEqual(65);
    },
    120_000,
  );

  describe('by hand', () => {
    const backends = loadAddon() ? ['js', 'native'] : ['js'];
    const script = `
      import { datasets, nnModel } from 'densely';
      const { X, Y } = datasets.flower();
      console.log(JSON.stringify(nnModel(X, Y, 4, { seed: 3, numIterations: 100 })));`;

    it.each(backends)(
      'has the parameters of nnModel after 100 steps, on the %s backend',
      async (backend) => {
        const settings = { env: { DENSELY_BACKEND: backend } };
        const [own, model] = await Promise.all([
          node([join(root, 'scripts/example.mjs'), 'by-hand', '100', 'json'], settings),
          node(['--input-type=module', '-e', script], settings),
        ]);
        const [byHand, wanted] = [own, model].map(({ stdout }) => {
          const json = stdout.split('\n').find((line) => line.startsWith('{'))!;
          return JSON.parse(json) as Record<string, number[][]>;
        });
        expect(Object.keys(byHand!)).toEqual(['W1', 'b1', 'W2', 'b2']);
        for (const [name, rows] of Object.entries(wanted!)) {
          const numbers = byHand![name]!.flat();
          expect(numbers.length, name).toBe(rows.flat().length);
          for (const [i, value] of rows.flat().entries())
            expect(Math.abs(numbers[i]! - value), name).toBeLessThan(1e-12);
        }
      },
    );
  });

  it('with-train draws its pictures where it is told to', () => {
    for (const file of ['boundary.svg', 'sizes.svg'])
      expect(readFileSync(join(folder, file), 'utf8')).toMatch(/^<svg/);
  });
});

it('iris: a CSV file from end to end', async () => {
  const { code, stdout } = await example('iris');
  expect(code).toBe(0);
  expect(stdout).toContain('classes: 50 setosa, 50 versicolor, 50 virginica');
  const accuracy = Number(/held out: accuracy ([\d.]+) %/.exec(stdout)![1]);
  expect(accuracy).toBeGreaterThanOrEqual(90);
  const rows = [...stdout.matchAll(/^\w+((?: +\d+){3})$/gm)].map((row) =>
    row[1]!.trim().split(/ +/).map(Number),
  );
  const right = rows.reduce((sum, row, i) => sum + row[i]!, 0);
  expect((100 * right) / 30).toBeCloseTo(accuracy, 2);
  expect(stdout).toMatch(/^\[5\.9, 3, 4\.2, 1\.5\] is versicolor: /m);
}, 60_000);

it('churn: a training that is killed goes on to the same bits, and its curves and logs are kept', async () => {
  const out = join(folder, 'churn');
  const { code, stdout } = await example('churn/main', out);
  expect(code).toBe(0);
  expect(stdout).toContain('killed at epoch 6');
  const [, resumed, whole] = /resumed: (\w{12}), never killed: (\w{12})/.exec(stdout)!;
  expect(resumed).toBe(whole);
  expect(Number(/ROC AUC ([\d.]+)/.exec(stdout)![1])).toBeGreaterThan(0.9);
  const [, chosen, usual] = /: (\d+) letters,\n.*: (\d+)$/m.exec(stdout)!;
  expect(Number(chosen)).toBeLessThan(Number(usual));
  expect(readFileSync(join(out, 'curves.svg'), 'utf8')).toContain('validation');
  const steps = readFileSync(join(out, 'log.csv'), 'utf8').trim().split('\n').slice(1);
  expect(steps.map((line) => line.split(',')[0])).toEqual(steps.map((_, i) => `${i}`));
  expect(readdirSync(join(out, 'events')).length).toBeGreaterThanOrEqual(2);
}, 60_000);

it('an example that is not there: one line', async () => {
  const { code, stdout, stderr } = await example('nothing');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^densely: there is no example .*nothing\.ts\n$/);
});

describe('npm run exercise', () => {
  const script = join(root, 'build-examples/exercise/main.js');
  const out = join(folder, 'exercise');

  // In processes of their own: the JavaScript backend is several times slower where a test runner
  // has rewritten its modules.
  it.each(loadAddon() ? ['js', 'native'] : ['js'])(
    'has 47 rows that pass on the %s backend',
    async (backend) => {
      const args = [script, '--out', join(out, backend), '--json'];
      const { code, stdout, stderr } = await node(args, { env: { DENSELY_BACKEND: backend } });
      expect(stderr).toBe('');
      const { rows, ...told } = JSON.parse(stdout) as Told;
      expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 47 }, (_, i) => i + 1));
      const failed = rows.flatMap(({ row, figures }) =>
        figures.filter(({ pass }) => pass === false).map((figure) => ({ row, ...figure })),
      );
      expect(failed).toEqual([]);
      expect([code, told.passed, told.backend.name]).toEqual([0, 47, backend]);
    },
    300_000,
  );

  it('prints them within 80 columns, and its page shows every picture', async () => {
    const { code, stdout } = await node([script, '--out', out]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    for (const line of lines.slice(0, -1)) expect([...line].length, line).toBeLessThanOrEqual(80);
    const rows = lines.filter((line) => /^ {1,2}\d{1,2} {2}\S/.test(line));
    expect(rows).toHaveLength(47);
    for (const row of rows) expect(row).toMatch(/ yes$/);
    expect(stdout).toMatch(/^47 of 47 rows pass on the /m);

    const page = readFileSync(join(out, 'index.html'), 'utf8');
    const pictures = [...page.matchAll(/<img src="([^"]+)" alt="[^"]+"/g)].map((m) => m[1]!);
    expect(pictures.length).toBeGreaterThanOrEqual(20);
    expect(new Set(pictures).size).toBe(pictures.length);
    for (const file of pictures)
      expect(readFileSync(join(out, file), 'utf8')).toMatch(/^<svg [^]*<\/svg>\s*$/);
    expect(page.match(/<section /g)).toHaveLength(47);
  }, 300_000);

  it('ends with 1 where a row fails, and says which', async () => {
    const wrong = 'data:text/javascript,Math.tanh = () => 0.5';
    const { code, stdout } = await node(['--import', wrong, script, '--out', out, '--json']);
    expect(code).toBe(1);
    const told = JSON.parse(stdout) as Told;
    expect(told.rows.filter(({ pass }) => !pass).map(({ row }) => row)).toEqual([3, 10]);
    expect(told.passed).toBe(45);
    expect(existsSync(join(out, 'index.html'))).toBe(true);
  }, 120_000);
});
