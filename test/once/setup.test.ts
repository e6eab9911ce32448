// scripts/setup.mjs in a copy of the repository, on a machine with nothing but Node.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node, root, type Ended } from './children.js';
import { trackedFiles } from './repository.js';

const files = trackedFiles();

describe.skipIf(files.length === 0 || process.platform === 'win32')('setup', () => {
  const folder = mkdtempSync(join(tmpdir(), 'densely-setup-'));
  const programs = join(folder, 'programs');
  const copy = join(folder, 'densely');
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(() => {
    for (const file of files.filter((name) => !name.startsWith('test/'))) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      cpSync(join(root, file), join(copy, file));
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    mkdirSync(programs);
    symlinkSync(process.execPath, join(programs, 'node'));
  });

  function setup(): Promise<Ended> {
    const env = { PATH: programs, CXX: '', NODE_ENV: 'production', CI: 'true' };
    return node(['scripts/setup.mjs'], { cwd: copy, env });
  }

  const lines = ({ stderr }: Ended): string[] => stderr.trimEnd().split('\n').toSorted();

  it('builds dist, and says in one line what the addon needs', async () => {
    const ended = await setup();
    expect(ended.code).toBe(0);
    expect(ended.stdout).toBe('');
    const [dist, addon, ...more] = lines(ended);
    expect(more).toEqual([]);
    expect(dist).toBe('densely: building dist');
    expect(addon).toBe(
      'densely: no native addon: node-gyp needs Python, make, a C++ compiler; ' +
        'cmake-js needs CMake, ninja or make, a C++ compiler; the JavaScript backend is used',
    );
    expect(existsSync(join(copy, 'dist/index.cjs'))).toBe(true);
  });

  it('builds dist again only when a source is newer', async () => {
    expect(lines(await setup())).toHaveLength(1);
    const later = new Date(Date.now() + 1000);
    utimesSync(join(copy, 'lib/index.ts'), later, later);
    expect(lines(await setup())).toContain('densely: building dist');
  });

  it('tells a failed build with a log file, and goes on', async () => {
    for (const tool of ['python3', 'make', 'g++']) symlinkSync('/bin/false', join(programs, tool));
    const ended = await setup();
    expect(ended.code).toBe(0);
    expect(lines(ended).find((line) => line.includes('failed'))).toMatch(
      /^densely: building the native addon with node-gyp failed, see .*build-logs\/native\.log; the JavaScript backend is used$/,
    );
    expect(existsSync(join(copy, 'build-logs/native.log'))).toBe(true);
  });
});
