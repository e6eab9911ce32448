import { readFileSync } from 'node:fs';
import type { UserConfig } from 'tsdown';

const shared: UserConfig = {
  target: 'es2022',
  hash: false,
  logLevel: 'warn',
  // The files that stand for these are chosen where the package is used.
  deps: { neverBundle: ['#files', '#native'] },
};

/** What must stand beside code that is copied from packages. */
function licences(...names: readonly string[]): string {
  const texts = names.map((name) => {
    const text = readFileSync(new URL(`node_modules/${name}/LICENSE`, import.meta.url), 'utf8');
    return `${name}\n${text}`;
  });
  return `/*! This file holds parts of\n\n${texts.join('\n')}*/`;
}

const library: UserConfig = { ...shared, dts: true, fixedExtension: false };

const files = { files: 'lib/base/files.ts' };

const entry = {
  index: 'lib/index.ts',
  plot: 'lib/plot/index.ts',
  'files-none': 'lib/base/files-none.ts',
  native: 'lib/backend/native.ts',
  'native-none': 'lib/backend/native-none.ts',
};

const esModules: UserConfig = { ...library, format: 'esm', entry: { ...entry, ...files } };

/**
 * d3-contour has ES modules only. Where no `require` takes those, as in jest and in Yarn's Plug'n'Play,
 * CommonJS could not load it: there it lies in the built file.
 */
const commonJs: UserConfig = {
  ...library,
  format: 'cjs',
  entry,
  deps: { ...shared.deps, alwaysBundle: ['d3-contour'] },
  outputOptions: {
    banner: ({ name }) => (name === 'plot' ? licences('d3-contour', 'd3-array') : ''),
  },
};

/** Jest cannot run an `import()`. By itself, since what that takes would be shared with the other files. */
const commonJsFiles: UserConfig = {
  ...library,
  format: 'cjs',
  entry: files,
  outputOptions: { dynamicImportInCjs: false },
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

const config: UserConfig[] = [esModules, commonJs, commonJsFiles, cli];

export default config;
