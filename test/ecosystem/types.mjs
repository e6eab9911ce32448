// What compilers see of the package: every kind of module resolution, the compiler of today and an old one.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageCommand, root } from '../../scripts/tools.mjs';
import { costs } from './package.mjs';
import { expectNode, expectText, project, tool } from './tools.mjs';

const strict = {
  target: 'es2022',
  lib: ['es2022'],
  types: ['node'],
  typeRoots: [join(root, 'node_modules', '@types')],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  declaration: true,
  outDir: 'out',
};

/** `sources`: those of test/types that such a project can hold beside use.ts. */
const variants = {
  'nodenext, ES modules': {
    type: 'module',
    options: { module: 'nodenext' },
    sources: ['import.ts', 'require.cts', 'both.ts'],
  },
  'nodenext, CommonJS': {
    type: 'commonjs',
    options: { module: 'nodenext' },
    sources: ['require.cts'],
  },
  'node16, ES modules': {
    type: 'module',
    options: { module: 'node16' },
    sources: ['require.cts', 'both.ts'],
  },
  'node16 from CommonJS': {
    type: 'commonjs',
    options: { module: 'node16' },
    sources: ['require.cts'],
  },
  'bundler, types of a browser': {
    type: 'module',
    options: { module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom'], types: [] },
    sources: ['import.ts'],
  },
};

const beforeNode16 = {
  'commonjs, as before node16': {
    type: 'commonjs',
    options: { module: 'commonjs', moduleResolution: 'node', esModuleInterop: true },
    sources: [],
  },
};

const afterNode16 = {
  'node18, ES modules': {
    type: 'module',
    options: { module: 'node18' },
    sources: ['require.cts', 'both.ts'],
  },
  'node20 from CommonJS': {
    type: 'commonjs',
    options: { module: 'node20' },
    sources: ['require.cts'],
  },
};

/** Compiles a variant's sources, checks the package's declarations with them, and runs what came out. */
async function compile(name, variant, tsc, { projects, backend }) {
  const folder = join(projects, name.replaceAll(/\W+/g, '-'));
  mkdirSync(folder);
  const write = (file, content) => writeFileSync(join(folder, file), JSON.stringify(content));
  write('package.json', { private: true, type: variant.type });
  write('tsconfig.json', { compilerOptions: { ...strict, ...variant.options }, include: ['*'] });
  cpSync(project('use.ts'), join(folder, 'use.ts'));
  for (const file of variant.sources) cpSync(join(root, 'test', 'types', file), join(folder, file));
  await expectNode(tsc, ['-p', folder], { cwd: folder });
  const printed = await expectNode(join('out', 'use.js'), [], { cwd: folder });
  expectText(printed, `${backend} ${costs}\n`);
}

function variantsWith(compiler, tsc, chosen, quick) {
  return Object.entries(chosen).map(([name, variant]) => ({
    name: `${compiler}: ${name}`,
    quick,
    run: (user) => compile(`${compiler} ${name}`, variant, tsc(), user),
  }));
}

/** CommonJS in JavaScript, read by the compiler. */
async function checkJs({ projects, backend }) {
  const options = { ...strict, module: 'node16', allowJs: true, checkJs: true, noEmit: true };
  const files = ['exercise.cjs', 'use.cjs'];
  const config = join(projects, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({ compilerOptions: options, files }));
  await expectNode(packageCommand('typescript', 'tsc'), ['-p', config], { cwd: projects });
  expectText(await expectNode('use.cjs', [], { cwd: projects }), `${backend} ${costs}\n`);
}

/** All entries, in all ways to resolve them. */
async function areTheTypesWrong({ folder, tarball }) {
  const script = packageCommand('@arethetypeswrong/cli', 'attw');
  await expectNode(script, [tarball, '--no-color', '--format', 'ascii'], { cwd: folder });
}

export const compilers = [
  { name: 'are the types wrong', quick: true, run: areTheTypesWrong },
  { name: 'CommonJS JavaScript with checkJs', quick: true, run: checkJs },
  ...variantsWith('typescript 6', () => packageCommand('typescript', 'tsc'), variants, true),
  ...variantsWith('typescript 6', () => packageCommand('typescript', 'tsc'), afterNode16, false),
  ...variantsWith(
    'typescript 5.4',
    () => tool('typescript-5.4', 'tsc'),
    { ...variants, ...beforeNode16 },
    false,
  ),
];
