// Installs and builds what is missing or older than its sources; says so on standard error.
//   node scripts/setup.mjs [--force] [--only=dist,native]
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary, chooseBuild, separateCmake } from './native.mjs';
import { isMain, keepLog, lastChange, npm, packageCommand, root, runNode, say } from './tools.mjs';

const stamp = join(root, 'node_modules', '.densely-lock');
const bundle = join(root, 'dist', 'index.js');

export const sources = {
  dist: ['lib', 'tsdown.config.ts', 'tsconfig.json', 'package.json'],
  native: ['native/core', 'native/addon', 'binding.gyp', 'CMakeLists.txt', 'package.json'],
};

/** One step: a word on standard error, and an output dated at the start, so that later edits are newer. */
export async function step(name, words, build, output) {
  const start = new Date();
  say(`densely: ${words}`);
  const { code, output: text } = await build();
  if (code !== 0) throw new Error(`${words} failed, see ${keepLog(name, text)}`);
  if (output) utimesSync(output, start, start);
}

export function stale(output, paths) {
  return !existsSync(output) || lastChange(paths) > statSync(output).mtimeMs;
}

async function installPackages() {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const args = [
    'ci',
    '--include=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  await step('npm-ci', 'installing packages (npm ci)', () => npm(args));
  writeFileSync(stamp, hash);
}

async function buildDist(force) {
  if (!force && !stale(bundle, sources.dist)) return;
  await step('tsdown', 'building dist', () => runNode(packageCommand('tsdown'), []), bundle);
}

/** Whether the native addon is there; without it everything works in JavaScript. */
async function buildNative(force) {
  if (!force && !stale(binary, sources.native)) return true;
  rmSync(binary, { force: true });
  const { missing, name, build } = chooseBuild();
  try {
    if (missing) throw new Error(`no native addon: ${missing}`);
    await step('native', `building the native addon with ${name}`, build, binary);
    return true;
  } catch (error) {
    say(`densely: ${error.message}; the JavaScript backend is used`);
    return false;
  }
}

/** The other build of the addon, with the core's tests, for what compares the two; nothing where CMake is missing. */
export async function setupSeparateCmake() {
  const { lacks, build, binary: output } = separateCmake;
  if (!stale(output, [...sources.native, 'native/test'])) return;
  rmSync(output, { force: true });
  if (lacks().length > 0) return;
  await step('cmake', 'building the native addon with cmake-js', build, output);
}

/** `only`: of `dist` and `native`. Answers whether the native addon is there. */
export async function setup({ only = ['dist', 'native'], force = false } = {}) {
  await installPackages();
  const [native] = await Promise.all([
    only.includes('native') ? buildNative(force) : existsSync(binary),
    only.includes('dist') ? buildDist(force) : undefined,
  ]);
  return { native };
}

/** setup() for a script that can do nothing without it. */
export async function setupOrExit(options) {
  try {
    return await setup(options);
  } catch (error) {
    say(`densely: ${error.message}`);
    process.exit(1);
  }
}

if (isMain(import.meta.url)) {
  const only = process.argv.find((argument) => argument.startsWith('--only='));
  await setupOrExit({
    ...(only && { only: only.slice('--only='.length).split(',') }),
    force: process.argv.includes('--force'),
  });
}
