import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildEnvironment, cmakeLacks, compilerVariables } from '../../scripts/toolchain.mjs';
import { missing, npmCommand, which } from '../../scripts/toolchain.mjs';
import { readArguments, type Command } from './command.js';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly binary: object;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const builders = ['cmake-js', 'node-addon-api', 'node-api-headers'] as const;
const release = join('build', 'Release');

/** What this machine lacks for a build, in words. */
function lacks(): string[] {
  const npm = npmCommand();
  return [...cmakeLacks(), ...missing({ npm: npm.program !== 'npm' || npm.shell || which('npm') })];
}

/** Runs a program; a failure carries what it printed. */
function run(
  what: string,
  program: string,
  args: readonly string[],
  { cwd, env = process.env, shell = false }: { cwd: string; env?: object; shell?: boolean },
): Promise<string> {
  const options = { cwd, env: env as NodeJS.ProcessEnv, shell, maxBuffer: 2 ** 26 };
  return new Promise((resolve, reject) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${what} failed:\n${`${stdout}${stderr}`.trimEnd() || error.message}`));
    });
  });
}

function say(line: string): void {
  process.stderr.write(`densely: ${line}\n`);
}

/** The sources, with a manifest that asks for the builders in the versions that this package is tested with. */
function copySources(folder: string, manifest: Manifest): void {
  for (const path of ['CMakeLists.txt', 'native/core', 'native/addon'])
    cpSync(join(packageFolder, path), join(folder, path), { recursive: true });
  const { name, version, binary, devDependencies } = manifest;
  const dependencies = Object.fromEntries(builders.map((name) => [name, devDependencies[name]]));
  const text = JSON.stringify({ name, version, private: true, binary, dependencies });
  writeFileSync(join(folder, 'package.json'), text);
}

async function installBuilders(folder: string): Promise<void> {
  say(`installing ${builders.join(', ')} into a temporary folder`);
  const { program, first, shell } = npmCommand();
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  const args = [...first, 'install', '--ignore-scripts', ...quiet, '--prefix', folder];
  await run('npm install', program, args, { cwd: folder, shell });
}

async function compile(folder: string): Promise<void> {
  say('building: this takes a minute or two');
  const script = join(folder, 'node_modules', 'cmake-js', 'bin', 'cmake-js');
  const args = [script, 'compile', '--parallel', `${availableParallelism()}`];
  const env = buildEnvironment(compilerVariables());
  await run('the build', process.execPath, args, { cwd: folder, env });
}

/** In a process of its own, since a binary that is no good may end it. */
async function instructionSets(binary: string): Promise<string> {
  const script = `console.log(require(${JSON.stringify(binary)}).isas.join(', '))`;
  const isas = await run('loading the binary', process.execPath, ['-e', script], { cwd: tmpdir() });
  return isas.trim();
}

/** Where the loader looks first; all of the file or nothing. */
function install(binary: string): string {
  const folder = join(packageFolder, release);
  const target = join(folder, 'densely.node');
  const temporary = `${target}.${process.pid}.tmp`;
  const made = mkdirSync(folder, { recursive: true });
  try {
    copyFileSync(binary, temporary);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(made ?? temporary, { recursive: true, force: true });
    throw error;
  }
  return target;
}

async function buildIn(folder: string): Promise<void> {
  const text = readFileSync(join(packageFolder, 'package.json'), 'utf8');
  copySources(folder, JSON.parse(text) as Manifest);
  await installBuilders(folder);
  await compile(folder);
  const binary = join(folder, release, 'densely.node');
  const isas = await instructionSets(binary);
  console.log(`${install(binary)}: ${isas}`);
}

export const build: Command = {
  name: 'build',
  summary: 'builds the native binary where the package has none',
  options: {},
  help: [
    'densely build',
    '',
    'Compiles the native backend from the sources in the package and leaves it',
    'where the package looks first. Needs CMake, ninja or make, a C++17 compiler,',
    'and npm for the build tools, which go into a temporary folder. Where anything',
    'fails, the package stays as it was.',
    '',
    'CXX names the compiler, where it is not g++, c++ or clang++.',
  ].join('\n'),
  async run(args) {
    readArguments(args, {});
    const lacking = lacks();
    if (lacking.length > 0)
      throw new Error(`build needs ${lacking.join(', ')}: install that and run it again`);
    const folder = mkdtempSync(join(tmpdir(), 'densely-build-'));
    try {
      await buildIn(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
