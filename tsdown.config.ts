import type { UserConfig } from 'tsdown';

const shared: UserConfig = {
  target: 'es2022',
  hash: false,
  logLevel: 'warn',
  // The files that stand for these are chosen where the package is used.
  deps: { neverBundle: ['#files', '#native'] },
};

const library: UserConfig = {
  ...shared,
  format: ['esm', 'cjs'],
  dts: true,
  fixedExtension: false,
  entry: {
    index: 'lib/index.ts',
    plot: 'lib/plot/index.ts',
    files: 'lib/base/files.ts',
    'files-none': 'lib/base/files-none.ts',
    native: 'lib/backend/native.ts',
    'native-none': 'lib/backend/native-none.ts',
  },
};

/** Beside the built library instead of with a second copy of it. */
const builtEntries: Record<string, string> = {
  '../index.js': './index.js',
  '../../index.js': './index.js',
  '../plot/index.js': './plot.js',
};

const cli: UserConfig = {
  ...shared,
  format: 'esm',
  dts: false,
  entry: {
    cli: 'lib/cli/main.ts',
    bench: 'lib/cli/bench/index.ts',
    'bench-trial': 'lib/cli/bench/main.ts',
  },
  fixedExtension: false,
  plugins: [
    {
      name: 'built-entries',
      resolveId(source) {
        const id = builtEntries[source];
        return id === undefined ? null : { id, external: true };
      },
    },
  ],
};

const config: UserConfig[] = [library, cli];

export default config;
