import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'tsdown';

const lib = fileURLToPath(new URL('lib', import.meta.url));
const entry = {
  index: 'lib/index.ts',
  plot: 'lib/plot/index.ts',
  parquet: 'lib/parquet/index.ts',
  log: 'lib/log/index.ts',
};
const entries = Object.values(entry).map((file) => join(lib, '..', file));
const isEntry = (id: string) => entries.includes(id);
/** What reads CSV, in a file that only those load who read: its loops want their memory as constants of it. */
const isCsv = (id: string) =>
  id.startsWith(join(lib, 'data', 'csv', '/')) && !id.endsWith('request.ts');
const isPicture = (id: string) => id.startsWith(join(lib, 'plot'));
/** Where a thread begins that works on tables, with the library's own files. */
const TABLE_THREAD = 'node/table-thread';
const isThread = (id: string) => id === join(lib, 'data', 'thread.ts');

const shared: UserConfig = {
  target: 'es2022',
  hash: false,
  logLevel: 'warn',
  dts: false,
  fixedExtension: false,
  // Comments that say which file of ours each piece was: 23 kB that nobody who installs it can follow.
  inputOptions: { experimental: { attachDebugInfo: 'none' } },
  deps: {
    // The files that stand for these are chosen where the package is used.
    neverBundle: ['#files', '#native'],
    onlyBundle: [],
  },
};

const outputOptions = {
  // The types keep their comments, which is where these are read.
  comments: { jsdoc: false },
} satisfies UserConfig['outputOptions'];

type Plugin = NonNullable<UserConfig['plugins']>;

/** An ES module with the exports of a CommonJS file: who imports and who requires gets the same objects. */
const sameObjects: Plugin = {
  name: 'same-objects',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk' || !file.isEntry || !file.fileName.endsWith('.cjs')) continue;
      if (file.name === TABLE_THREAD) continue;
      const names = file.exports.join(', ');
      const own = `import densely from './${file.fileName}';\n\nexport const { ${names} } = densely;\n`;
      const emit = (fileName: string, source: string) =>
        this.emitFile({ type: 'asset', fileName, source });
      emit(`${file.name}.js`, own);
      emit(`${file.name}.d.ts`, `export * from './${file.fileName}';\n`);
    }
  },
};

/**
 * What runs in Node. The entries do nothing but name what others export: Node reads the whole of a CommonJS file
 * that is imported, to know its names, and took 30 ms for the library.
 */
const library: UserConfig = {
  ...shared,
  format: 'cjs',
  entry: { ...entry, [TABLE_THREAD]: 'lib/data/thread.ts' },
  outputOptions: {
    ...outputOptions,
    // Jest cannot run an `import()`.
    dynamicImportInCjs: false,
    codeSplitting: {
      groups: [
        {
          name: 'library',
          test: (id) => !isEntry(id) && !isPicture(id) && !isCsv(id) && !isThread(id),
          priority: 1,
        },
        { name: 'pictures', test: (id) => !isEntry(id) && !isCsv(id) && !isThread(id) },
      ],
    },
  },
  plugins: [sameObjects],
};

/** Of both kinds of modules. */
const types: UserConfig = {
  ...shared,
  format: 'esm',
  dts: { emitDtsOnly: true },
  outExtensions: () => ({ dts: '.d.cts' }),
  outputOptions: {
    chunkFileNames: '[name].d.cts',
    codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
    // For `Symbol.dispose`, which the libraries of ES2025 and before have not.
    banner: '/// <reference lib="esnext.disposable" />',
  },
  entry,
};

/** What `#native` and `#files` stand for. Each by itself, since what it shares would be imported from another. */
const platform = (name: string, source: string): UserConfig => ({
  ...shared,
  format: 'cjs',
  entry: { [name]: source },
  outputOptions: {
    ...outputOptions,
  },
});

const platforms = [
  platform('node/native', 'lib/backend/native.ts'),
  platform('node/files', 'lib/base/files.ts'),
  platform('none/native', 'lib/backend/native-none.ts'),
  platform('none/files', 'lib/base/files-none.ts'),
];

/** Imports that stay imports of files beside. */
function beside(files: Record<string, string>): Plugin {
  return {
    name: 'beside',
    resolveId(source) {
      const id = files[source];
      return id === undefined ? null : { id, external: true };
    },
  };
}

/** The same as ES modules, of which a bundler takes what it needs. */
const bundler: UserConfig = {
  ...shared,
  // Who bundles it makes it small anyway, and nobody reads it here; stacks keep the names of functions.
  minify: {
    compress: false,
    mangle: { toplevel: false, keepNames: true },
    codegen: { removeWhitespace: true },
  },
  format: 'esm',
  outDir: 'dist/bundler',
  entry: {
    ...entry,
    native: 'lib/backend/native-bundled.ts',
    files: 'lib/base/files.ts',
    'none/native': 'lib/backend/native-none.ts',
    'none/files': 'lib/base/files-none.ts',
  },
  outputOptions: {
    ...outputOptions,
    codeSplitting: {
      groups: [{ name: 'shared', minShareCount: 2 }],
    },
  },
  plugins: [beside({ './binaries.js': './binaries.js' })],
};

/** Written anew when the package is packed. */
const binaries: UserConfig = {
  ...shared,
  format: 'esm',
  outDir: 'dist/bundler',
  entry: { binaries: 'lib/backend/binaries.ts' },
};

const cli: UserConfig = {
  ...shared,
  outputOptions: { comments: { jsdoc: false } },
  format: 'esm',
  entry: {
    cli: 'lib/cli/main.ts',
    bench: 'lib/cli/bench/index.ts',
    'bench-trial': 'lib/cli/bench/main.ts',
  },
  // Beside the built library instead of with a second copy of it.
  plugins: [
    beside({
      '../index.js': './index.js',
      '../../index.js': './index.js',
      '../log/index.js': './log.js',
      '../plot/index.js': './plot.js',
    }),
  ],
};

const config: UserConfig[] = [library, types, ...platforms, bundler, binaries, cli];

export default config;
