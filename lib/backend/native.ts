// The only file of the library that imports node: modules; a bundle for a browser gets native-none.ts.
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Binding, LoadedBinding } from './binding.js';
import { ELF_HEADER, elfProblem } from './elf.js';

interface NodeGypBuild {
  path(directory: string): string;
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
}

const NAME = 'densely';

/** Where this code runs: in the package, or in somebody's bundle. CommonJS bundles have no import.meta.url. */
function ownFile(): string {
  return import.meta.url ? fileURLToPath(import.meta.url) : __filename;
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** The nearest folder above a file with a package.json. */
function packageAbove(file: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** The package's own folder: the one that this file is in, or that a bundle finds as its installed package. */
function packageRoot(): string {
  const file = ownFile();
  const nearest = packageAbove(file);
  if (nearest !== undefined && manifestIn(nearest).name === NAME) return nearest;
  try {
    return dirname(createRequire(file).resolve(`${NAME}/package.json`));
  } catch (cause) {
    throw new Error(
      `${file} is a bundle and finds no installed package ${NAME} with the binary: keep ${NAME} external when bundling, and install it beside the bundle`,
      { cause },
    );
  }
}

/** Throws why the system could not load a binary, where it would not say so itself. */
function checkBinary(path: string): void {
  const file = openSync(path, 'r');
  try {
    const header = new Uint8Array(ELF_HEADER);
    const length = readSync(file, header);
    const problem = elfProblem(header.subarray(0, length), fstatSync(file).size, process.arch);
    if (problem !== undefined) throw new Error(`${path}: ${problem}`);
  } finally {
    closeSync(file);
  }
}

/** Loads the addon. Throws with the reason when there is none for this machine or it is another version's. */
export function loadBinding(): LoadedBinding {
  const root = packageRoot();
  const require = createRequire(join(root, 'package.json'));
  const path = (require('node-gyp-build') as NodeGypBuild).path(root);
  checkBinary(path);
  const binding = require(path) as Binding;
  const { version } = manifestIn(root);
  if (binding.version !== version) {
    throw new Error(
      `${path} is of version ${binding.version}, the package of version ${version}: install the package again, or run densely build`,
    );
  }
  return { binding, path };
}

/** Cores that this process may use, where the addon does not tell. */
export function coreCount(): number {
  return availableParallelism();
}
