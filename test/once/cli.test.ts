// The commands as a user runs them: the built package, in a process of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { backend } from '../../lib/index.js';
import { figures } from '../figures.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'densely-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(file: string, args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, file), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
}

const densely = (...args: string[]) => run('dist/cli.js', args);

interface Demo {
  backend: { name: string; isa: string };
  dtype: string;
  costs: Record<string, number>;
  accuracy: number;
  logistic: { accuracy: number };
  pictures: string[];
  seconds: number;
}

function checkDemo(demo: Demo): void {
  const { name, isa } = backend();
  expect(demo.backend).toEqual({ name, isa });
  expect(demo.dtype).toBe('float64');
  const printed = figures.seed_document_cost_table;
  expect(Object.keys(demo.costs)).toEqual(Object.keys(printed));
  for (const [iteration, cost] of Object.entries(demo.costs)) {
    const tolerance = Number(iteration) <= 6000 ? 5.1e-7 : 3e-4;
    expect(Math.abs(cost - printed[iteration]!), iteration).toBeLessThan(tolerance);
  }
  expect([90.5, 90.75]).toContain(demo.accuracy);
  expect(demo.logistic.accuracy).toBe(47);
  expect(demo.pictures).toHaveLength(2);
  for (const path of demo.pictures)
    expect(readFileSync(path, 'utf8')).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
  expect(demo.seconds).toBeGreaterThan(0);
}

describe('densely', () => {
  it('lists its commands, and each tells its options', () => {
    const { status, stdout } = densely('--help');
    expect(status).toBe(0);
    const commands = [...stdout.matchAll(/^ {2}(\w+) {2,}/gm)].map((match) => match[1]!);
    expect(commands.join()).toBe(
      'demo,describe,train,resume,evaluate,predict,plot,cv,sweep,logistic,ridge,diagnose,importance,bench,build,info',
    );
    const narrow = (text: string): void => {
      for (const line of text.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
    };
    narrow(stdout);
    for (const command of commands) {
      const help = densely(command, '--help').stdout;
      expect(help).toContain(`densely ${command}`);
      narrow(help);
    }
  });

  it('answers wrong use with one line and exit code 2', () => {
    for (const args of [['fly'], ['demo', '--ouch'], ['info', 'extra']]) {
      const { status, stdout, stderr } = densely(...args);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^densely: .+\n$/);
    }
  });

  it('answers an impossible environment with one line and exit code 1', () => {
    const { status, stderr } = run('dist/cli.js', ['info'], { DENSELY_BACKEND: 'fast' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^densely: DENSELY_BACKEND must be one of "auto", "native", "js"/);
  });

  it('info tells the backend in use', () => {
    const facts = JSON.parse(densely('info', '--json').stdout) as {
      backend: unknown;
      version: string;
    };
    expect(facts.backend).toEqual(backend());
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(facts.version).toBe(version);
    expect(densely('info').stdout).toContain(backend().reason);
  });

  it('demo --json is the exercise in figures', () => {
    checkDemo(JSON.parse(densely('demo', '--json').stdout) as Demo);
  });

  it('demo fits 80 columns and says where the pictures lie', () => {
    const { status, stdout, stderr } = densely('demo', '--out', 'pictures');
    expect([status, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n').filter((line) => !line.includes(folder));
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    for (const row of ['        0  0.693162  0.693162', '     6000  0.219094  0.219094'])
      expect(lines).toContain(row);
    expect(stdout).toContain(join(folder, 'pictures', 'hidden-size-4.svg'));
    expect(existsSync(join(folder, 'pictures', 'logistic-regression.svg'))).toBe(true);
  });
});
