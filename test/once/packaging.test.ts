// The package as npm would publish it, and as its users load it.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'tsdown';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node, root, type Ended } from './children.js';
import { filesBelow, packedFiles, read, trackedFiles } from './repository.js';

interface Manifest {
  readonly gypfile: boolean;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const packed = await packedFiles();

/** Docstrings have examples, which import. */
function withoutDocs(code: string): string {
  return code.replaceAll(/^\s*\/\*\*[^]*?\*\//gm, '');
}

describe('the manifest', () => {
  it('has no script that npm runs at installation', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish', 'preprepare'];
    expect(hooks.filter((name) => name in manifest.scripts)).toEqual([]);
    expect(manifest.gypfile).toBe(false);
  });

  it('depends on exact versions of packages without install scripts', () => {
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      const { scripts = {} } = JSON.parse(
        read(`node_modules/${name}/package.json`),
      ) as Partial<Manifest>;
      expect(['preinstall', 'install', 'postinstall'].filter((hook) => hook in scripts)).toEqual(
        [],
      );
    }
  });

  it('is what publint asks for', async () => {
    const { messages, pkg } = await publint({ pkgDir: root, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });
});

describe('the tarball', () => {
  it('has everything that its manifest names', () => {
    const names = JSON.stringify(manifest).match(/(?<=")(?:\.\/)?dist\/[^"]+/g)!;
    const files = names.map((name) => name.replace(/^\.\//, ''));
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => !packed.includes(file))).toEqual([]);
  });

  it('has the sources of the addon, for cmake-js', () => {
    const sources = trackedFiles().filter((file) => /^native\/(core|addon)\//.test(file));
    expect(sources.filter((file) => !packed.includes(file))).toEqual([]);
    expect(packed).toContain('CMakeLists.txt');
  });

  it('has nothing else, and no binding.gyp: npm would run node-gyp', () => {
    const entries = ['index', 'plot', 'parquet', 'log'];
    const platforms = ['native', 'files', 'none/native', 'none/files'];
    const bundler = [...entries, ...platforms, 'shared', 'csv-reader', 'binaries'];
    const node = ['native', 'files', 'table-thread'].map((name) => `node/${name}`);
    const none = ['none/native', 'none/files'];
    const commands = ['cli', 'bench', 'bench-trial', 'tasks', 'table'];
    const texts = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'CMakeLists.txt'];
    const built = [
      ...entries.flatMap((name) => [`${name}.cjs`, `${name}.js`, `${name}.d.cts`, `${name}.d.ts`]),
      ...['library', 'pictures', 'csv-reader', 'rolldown-runtime', ...node, ...none].map(
        (name) => `${name}.cjs`,
      ),
      'shared.d.cts',
      ...bundler.map((name) => `bundler/${name}.js`),
      ...commands.map((name) => `${name}.js`),
    ].map((name) => `dist/${name}`);
    const sources = [...filesBelow('native/core', /./), ...filesBelow('native/addon', /./)];
    const prebuilds =
      /^prebuilds\/(linux|darwin|win32)-(x64|arm64)\/densely(\.glibc|\.musl)?\.node$/;
    const rest = packed.filter((file) => !prebuilds.test(file)).toSorted();
    expect(rest).toEqual([...texts, ...built, ...sources].toSorted());
  });
});

describe('the repository', () => {
  const files = trackedFiles();

  it('has a lock file without addresses', () => {
    expect(read('package-lock.json').includes('"resolved"')).toBe(false);
  });

  it.skipIf(files.length === 0)('names no registry', () => {
    const naming = files
      .filter((file) => !/\.(gz|png)$/.test(file))
      .filter((file) => /registry\.[a-z]|^registry *=/m.test(read(file)));
    expect(naming).toEqual([]);
  });

  it.skipIf(files.length === 0)('holds nothing built', () => {
    expect(
      files.filter((file) => /^(dist|build|build-[^/]+|node_modules|prebuilds)\//.test(file)),
    ).toEqual([]);
  });
});

describe('the library', () => {
  it('imports no node: module but behind #native and #files', () => {
    const built = filesBelow('dist', /\.(js|cjs)$/);
    const importing = built.filter((file) => /["']node:/.test(withoutDocs(read(file))));
    expect(importing).toEqual(
      [
        'bench.js',
        'bundler/files.js',
        'bundler/native.js',
        'cli.js',
        'node/files.cjs',
        'node/native.cjs',
        'tasks.js',
      ].map((file) => `dist/${file}`),
    );
  });

  it('reaches #native and #files by those names alone', () => {
    const direct = filesBelow('dist', /\.(js|cjs)$/).filter((file) =>
      /\brequire\("[./]+(node|none)\/\w+\.cjs"\)|from "[./]+(native|files)\.js"/.test(read(file)),
    );
    expect(direct).toEqual([]);
  });
});

describe('a user', () => {
  const folder = mkdtempSync(join(tmpdir(), 'densely-user-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(() => {
    const modules = join(folder, 'node_modules');
    for (const file of packed.filter(
      (name) => name.startsWith('dist/') || name === 'package.json',
    )) {
      mkdirSync(dirname(join(modules, 'densely', file)), { recursive: true });
      cpSync(join(root, file), join(modules, 'densely', file));
    }
    for (const name of Object.keys(manifest.dependencies)) {
      symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
    }
    writeFileSync(join(folder, 'package.json'), '{}');
  });

  const use = `
    const run = train(datasets.flower(), { hidden: [3], epochs: 3, seed: 1 });
    run.then((model) => console.log(backend().name, model.predict([1, 2]), typeof decisionBoundary));`;

  function load(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
    return node(args, { cwd: folder, env });
  }

  const esm = [
    '--input-type=module',
    '-e',
    `import { backend, datasets, train } from 'densely';
     import { decisionBoundary } from 'densely/plot'; ${use}`,
  ];
  const cjs = [
    '-e',
    `const { backend, datasets, train } = require('densely');
     const { decisionBoundary } = require('densely/plot'); ${use}`,
  ];

  it.each([
    ['imports', esm],
    ['requires', cjs],
  ])('%s it, and is told once that there is no binary', async (_, args) => {
    const { code, stdout, stderr } = await load(args);
    expect(stdout).toMatch(/^js [01] function\n$/);
    expect(stderr.match(/DENSELY_NO_NATIVE/g)).toHaveLength(1);
    expect(code).toBe(0);
  });

  it('is told what to install for PNG images', async () => {
    const png = `const { toPng } = require('densely/plot');
      toPng('<svg/>').catch((error) => console.log(error.code, error.message));`;
    const { code, stdout } = await load(['-e', png]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^ERR_OPTION .*npm install @resvg\/resvg-js\b/),
    ]);
  });

  it('is told what to install for Parquet files', async () => {
    const read = `readParquet(new Uint8Array(20))
      .catch((error) => console.log(error.code, error.message))`;
    const told = /^ERR_OPTION Parquet files need .* npm install hyparquet\b/;
    const required = await load([
      '-e',
      `const { readParquet } = require('densely/parquet'); ${read}`,
    ]);
    expect([required.code, required.stdout]).toEqual([0, expect.stringMatching(told)]);
    const imported = `import { readParquet } from 'densely/parquet'; ${read}`;
    const { code, stdout } = await load(['--input-type=module', '-e', imported]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(told)]);
  });

  it('silences that by asking for JavaScript', async () => {
    expect((await load(cjs, { DENSELY_BACKEND: 'js' })).stderr).toBe('');
  });

  it('makes it an error by asking for native', async () => {
    const { code, stderr } = await load(esm, { DENSELY_BACKEND: 'native' });
    expect(code).toBe(1);
    expect(stderr).toContain('DENSELY_BACKEND');
  });

  it('bundles it for a browser: neither node: modules nor a global process', async () => {
    const app = `import { backend, datasets, train } from 'densely';
      import { ndjson } from 'densely/log';
      const lines = [];
      const log = ndjson({ write: (text, done) => done(void lines.push(text)), on() {}, off() {} });
      await log.begin({ id: 'page', options: {}, steps: 3, resumedAt: 0 });
      await log.report({ epoch: 0, step: 1, cost: 1 });
      const model = await train(datasets.flower(), { hidden: [3], epochs: 3, seed: 1 });
      export const answer = [backend().name, model.predict([1, 2]), lines.length].join(' ');`;
    writeFileSync(join(folder, 'app.mjs'), app);
    await build({
      config: false,
      cwd: folder,
      entry: 'app.mjs',
      outDir: 'browser',
      format: 'esm',
      platform: 'browser',
      deps: { alwaysBundle: [/./] },
      // What reads CSV is loaded by who reads; here all is in one file.
      outputOptions: { codeSplitting: false },
      dts: false,
      logLevel: 'silent',
    });
    const bundle = withoutDocs(readFileSync(join(folder, 'browser/app.mjs'), 'utf8'));
    expect(bundle).not.toMatch(/["']node:|\brequire\(|from *["']/);
    const run = `globalThis.process = undefined;
      console.log((await import('./browser/app.mjs')).answer);`;
    expect((await load(['--input-type=module', '-e', run])).stdout).toMatch(/^js [01] 1\n$/);
  });
});
