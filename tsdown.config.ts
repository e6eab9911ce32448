import { readFileSync } from 'node:fs';
import type { UserConfig } from 'tsdown';

/** Code of packages that is copied into files of ours: a twentieth of what they would take when installed. */
const copied: Record<string, readonly string[]> = {
  plot: ['d3-contour', 'd3-array'],
  'csv-parse': ['csv-parse'],
};

/** What must stand beside it. */
function licences({ name }: { name: string }): string {
  const texts = copied[name]?.map((from) => {
    const text = readFileSync(new URL(`node_modules/${from}/LICENSE`, import.meta.url), 'utf8');
    return `${from}\n${text}`;
  });
  return texts ? `/*! This file holds parts of\n\n${texts.join('\n')}*/` : '';
}

const shared: UserConfig = {
  target: 'es2022',
  hash: false,
  logLevel: 'warn',
  deps: {
    // The files that stand for these are chosen where the package is used.
    neverBundle: ['#files', '#native'],
    onlyBundle: [...new Set(Object.values(copied).flat()), 'internmap'],
  },
};

const outputOptions: UserConfig['outputOptions'] = {
  // The types keep their comments, which is where these are read.
  comments: { jsdoc: false },
  codeSplitting: { groups: [{ name: 'csv-parse', test: /node_modules.csv-parse/ }] },
  banner: licences,
};

const library: UserConfig = { ...shared, dts: true, fixedExtension: false, outputOptions };

const files = { files: 'lib/base/files.ts' };

const entry = {
  index: 'lib/index.ts',
  plot: 'lib/plot/index.ts',
  'files-none': 'lib/base/files-none.ts',
  native: 'lib/backend/native.ts',
  'native-none': 'lib/backend/native-none.ts',
};

const esModules: UserConfig = { ...library, format: 'esm', entry: { ...entry, ...files } };

const commonJs: UserConfig = { ...library, format: 'cjs', entry };

/** Jest cannot run an `import()`. By itself, since what that takes would be shared with the other files. */
const commonJsFiles: UserConfig = {
  ...library,
  format: 'cjs',
  entry: files,
  outputOptions: { ...outputOptions, dynamicImportInCjs: false },
};

/** Beside the built library instead of with a second copy of it. */
const builtEntries: Record<string, string> = {
  '../index.js': './index.js',
  '../../index.js': './index.js',
  '../plot/index.js': './plot.js',
};

const cli: UserConfig = {
  ...shared,
  outputOptions: { comments: { jsdoc: false } },
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
