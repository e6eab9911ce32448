import type { UserConfig } from 'tsdown';

const shared: UserConfig = {
  target: 'es2022',
  hash: false,
  logLevel: 'warn',
  // The file that stands for #native is chosen where the package is used.
  deps: { neverBundle: ['#native'] },
};

const library: UserConfig = {
  ...shared,
  format: ['esm', 'cjs'],
  dts: true,
  fixedExtension: false,
  entry: {
    index: 'lib/index.ts',
    plot: 'lib/plot/index.ts',
    native: 'lib/backend/native.ts',
    'native-none': 'lib/backend/native-none.ts',
  },
};

/** Beside the built library instead of with a second copy of it. */
const builtEntries: Record<string, string> = {
  '../index.js': './index.js',
  '../plot/index.js': './plot.js',
};

const cli: UserConfig = {
  ...shared,
  format: 'esm',
  dts: false,
  entry: { cli: 'lib/cli/main.ts' },
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
