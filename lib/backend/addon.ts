// A binary's way into the process, for native.ts and native-bundled.ts.
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
// Not createRequire itself: webpack would follow what that is given.
import Module from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Binding, LoadedBinding } from './binding.js';
import { ELF_HEADER, elfProblem } from './elf.js';

/** The names that this machine's binary may have below `prebuilds/`, by node-gyp-build's rules. */
export function namesHere(): readonly string[] {
  const libc = process.env.LIBC || (existsSync('/etc/alpine-release') ? 'musl' : 'glibc');
  const folder = `${process.platform}-${process.arch}`;
  return [`${folder}/densely.${libc}.node`, `${folder}/densely.node`];
}

/** The folder of the package that a bundle, or the script that Node was started with, would import. */
function packageFor(bundle: string): string | undefined {
  for (const from of [bundle, process.argv[1]]) {
    try {
      if (from) return dirname(Module.createRequire(resolve(from)).resolve('densely/package.json'));
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

/** The binary in the package that is installed beside a bundle. */
export function installedFor(bundle: string): string {
  const folder = packageFor(bundle);
  const names = ['build/Release/densely.node', ...namesHere().map((name) => `prebuilds/${name}`)];
  const path = folder && names.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (path) return path;
  throw new Error(
    `${bundle} is a bundle and finds no binary for ${process.platform}-${process.arch}: keep densely external when bundling, install it beside the bundle, or name its binary by DENSELY_BINARY`,
  );
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

/** Throws with the reason when the binary cannot be loaded here. */
export function loadBinary(file: string): LoadedBinding {
  const path = resolve(file);
  checkBinary(path);
  return { binding: Module.createRequire(path)(path) as Binding, path };
}

/** Cores that this process may use, where the addon does not tell. */
export function coreCount(): number {
  return availableParallelism();
}
