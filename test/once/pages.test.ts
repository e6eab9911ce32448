// What README and the pages show is true: their code runs as it stands and prints what they say, and their
// commands end well.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasDist, node, root } from './children.js';
import { writeExampleData } from './docs/data.js';
import { brokenPromise } from './docs/examples.js';
import { blocks, programs } from './pages.js';
import { filesBelow, read } from './repository.js';

/** docs/backward.md has a test of its own: a part of its code stands in tables. */
const files = ['README.md', ...filesBelow('docs', /(?<!backward)\.md$/)];

const pages = files.map((page) => {
  const text = read(page);
  return {
    page,
    found: programs(text).map((code, i) => ({ title: `program ${i + 1}`, code })),
    commands: [...text.matchAll(/^\$ npx densely (.+)$/gm)].map((match) => match[1]!),
  };
});
const shown = pages.filter(({ found, commands }) => found.length + commands.length > 0);

/** Below the repository, so that `densely` is the built package; git and every tool ignore it. */
const modules = join(root, 'build-pages');
let folder: string;

beforeAll(() => {
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(modules);
  folder = mkdtempSync(join(tmpdir(), 'densely-pages-'));
  writeExampleData(folder);
  writeFileSync(join(folder, 'newer.csv'), readFileSync(join(folder, 'churn.csv')));
});
afterAll(() => {
  rmSync(modules, { recursive: true });
  rmSync(folder, { recursive: true });
});

describe.runIf(hasDist).each(shown)('$page', ({ page, found, commands }) => {
  it.each(found)('$title prints what it says', async ({ title, code }) => {
    const file = join(modules, `${`${page} ${title}`.replaceAll(/\W+/g, '-')}.mjs`);
    writeFileSync(file, code);
    const { code: exit, stdout, stderr } = await node([file], { cwd: folder });
    expect([exit, stderr]).toEqual([0, '']);
    expect(brokenPromise(code, stdout.split('\n')), stdout).toBe(undefined);
  });

  it.each(commands)('densely %s', async (command) => {
    const [line, out] = command.split(' > ');
    const args = [join(root, 'dist', 'cli.js'), ...line!.split(' ')];
    const { code, stdout, stderr } = await node(args, { cwd: folder });
    expect(code, stderr).toBe(0);
    expect(stdout).not.toBe('');
    if (out) writeFileSync(join(folder, out), stdout);
  });
});

it.runIf(hasDist)('the picture of README is what a program of docs/learning.md draws', () => {
  expect(readFileSync(join(folder, 'moons.svg'), 'utf8')).toBe(read('docs/moons.svg'));
});

describe('README.md', () => {
  const [before] = read('README.md').split('\n## Development\n');

  it('is read in a minute: at most 900 words before the part for developers', () => {
    const prose = before!
      .replaceAll(/^```[^]*?^```$/gm, '')
      .replaceAll(/\([^)]*https:[^)]*\)/g, '');
    expect(prose.split(/\s+/).filter((word) => /\w/.test(word)).length).toBeLessThanOrEqual(900);
  });

  it('has code that runs within its first 25 lines', () => {
    const first = blocks(before!, 'js')[0]!;
    const line = before!.slice(0, before!.indexOf(first)).split('\n').length;
    expect(line).toBeLessThanOrEqual(25);
    expect(first).toMatch(/^import /);
  });
});
