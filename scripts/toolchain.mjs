// The tools that build the addon, as the scripts and the command `densely build` look for them.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const windows = process.platform === 'win32';

/** The first of these names that PATH has a program for. */
export function which(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const suffix = windows ? '.exe' : '';
  return names.find((name) => folders.some((folder) => isProgram(join(folder, name + suffix))));
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const compilers = { 'g++': 'gcc', 'c++': 'cc', 'clang++': 'clang' };

/** The C++ compiler: what CXX says, or the first found. */
export function compiler() {
  return process.env.CXX || which(...Object.keys(compilers));
}

/** Both builds look for g++ unless they are told. */
export function compilerVariables() {
  const name = compiler();
  return process.env.CXX || name === 'g++' || !(name in compilers)
    ? {}
    : { CC: compilers[name], CXX: name };
}

/** The names of what is not there. */
export function missing(needs) {
  return Object.keys(needs).filter((name) => !needs[name]);
}

/** What a CMake build lacks here, in words. On Windows CMake looks for the compiler by itself. */
export function cmakeLacks() {
  return missing({
    CMake: which('cmake'),
    'ninja or make': windows || which('ninja', 'make'),
    'a C++ compiler': windows || compiler(),
  });
}

/** The environment without npm's settings: build tools take those for their own options. */
export function buildEnvironment(extra = {}) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(config|package_config)_/i.test(name),
  );
  return { ...Object.fromEntries(kept), ...extra };
}

/** How npm is started: the one that runs us, or PATH's. */
export function npmCommand() {
  const script = process.env.npm_execpath;
  return script?.endsWith('npm-cli.js')
    ? { program: process.execPath, first: [script], shell: false }
    : { program: 'npm', first: [], shell: windows };
}
