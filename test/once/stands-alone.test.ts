// A clone needs nothing beside itself: no path in the repository leads out of it, or to one machine's folders.
import { dirname } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { leavingCode, leavingText } from './paths.js';
import { read, trackedFiles } from './repository.js';

const CODE = /\.[cm]?[jt]s$/;
const NO_TEXT = /\.(?:gz|safetensors|csv|svg|map)$|package-lock\.json$/;

/** Paths that do not begin at the file they stand in. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  // Of a job without a clone, from a folder that it has made.
  '.github/workflows/package.yml': ['../densely-*.tgz', '../densely-*.tgz'],
  // As files below lib/ import the entries.
  'tsdown.config.ts': [
    "'../index.js'",
    "'../../index.js'",
    "'../log/index.js'",
    "'../plot/index.js'",
  ],
};

function leaving(file: string): string[] {
  if (CODE.test(file)) return leavingCode(file, read(file));
  // Steps of a workflow run at the root.
  return leavingText(read(file), file.startsWith('.github/') ? '.' : dirname(file));
}

const files = trackedFiles().filter((file) => !NO_TEXT.test(file));

describe.skipIf(files.length === 0)('every file that git has', () => {
  it('is read', () => {
    for (const name of ['.ci/run', 'package.json', 'scripts/test.mjs', 'test/figures.ts'])
      expect(files).toContain(name);
  });

  it('stays in the repository', () => {
    const found = files.map((file) => [file, leaving(file)] as const);
    const wrong = Object.fromEntries(found.filter(([, paths]) => paths.length > 0));
    expect(wrong).toEqual(elsewhere);
  });
});

describe('a path out of the repository is found', () => {
  // ^ stands for two dots, so that this file itself passes, and % for a slash at a beginning.
  const spelled = (code: string): string => code.replaceAll('^', '..').replaceAll('%', '/');

  it.each([
    "new URL('^/^/shared/figures.json', import.meta.url)",
    "const read = (file) => new URL(file, import.meta.url); read('^/^/shared/figures.json')",
    'new URL(`^/^/shared/${name}.gz`, import.meta.url)',
    "const up = '^/'; new URL(`${up}${up}shared/${name}.gz`, import.meta.url)",
    "new URL('^/' + '^/shared', import.meta.url)",
    "new URL('^', new URL('^/', import.meta.url))",
    "import { figures } from '^/^/shared/figures.js';",
    "join(root, '^', 'shared')",
    "join(root, 'test', name, '^', '^', '^', 'shared')",
    '`${root}/^/shared/${name}`',
    "const here = dirname(fileURLToPath(import.meta.url)); join(here, '^', '^', 'shared')",
    "join(import.meta.dirname, '^/^/shared')",
    'dirname(dirname(dirname(fileURLToPath(import.meta.url))))',
    'dirname(root)',
    "resolve(process.cwd(), '^/shared')",
    "run('sh', ['-c', 'cat ^/^/shared/figures.json'])",
    "readFileSync('%home/me/figures.json')",
    'readFileSync(`%tmp/${name}`)',
    "readFileSync('C:%figures.json')",
    "readFileSync('~%figures.json')",
  ])('%s', (code) => {
    expect(leavingCode('test/some.test.ts', spelled(code))).not.toEqual([]);
  });

  it.each([
    'cat ^/^/shared/x',
    'PATH=%home/me/bin:%usr/bin',
    'see [x](^/^/x.md)',
    'file:%%%work/x',
  ])('in other texts: %s', (text) => {
    expect(leavingText(spelled(text), 'docs')).toHaveLength(1);
  });

  it.each([
    "new URL('^/lib/index.ts', import.meta.url)",
    "fileURLToPath(new URL('^', import.meta.url))",
    'new URL(`fixtures/${name}`, import.meta.url)',
    "import { train } from '^/lib/index.js';",
    "join(root, 'docs', '^', 'lib')",
    'dirname(dirname(fileURLToPath(import.meta.url)))',
    "join(tmpdir(), 'densely-')",
    "readdirSync('%proc/self/fd')",
    "say('... and so on', `0^9`)",
    "fetch('http:%%localhost:80/model')",
  ])('and no other: %s', (code) => {
    expect(leavingCode('test/some.test.ts', spelled(code))).toEqual([]);
  });
});
