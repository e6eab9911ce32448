// The only file of the library that imports node: modules; a bundle for a browser gets native-none.ts.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Binding, LoadedBinding } from './binding.js';

interface NodeGypBuild {
  path(directory: string): string;
}

/** The package's own folder: the nearest one above this file with a package.json. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** Loads the addon. Throws with the reason when there is none for this machine or it is another version's. */
export function loadBinding(): LoadedBinding {
  const root = packageRoot();
  const require = createRequire(join(root, 'package.json'));
  const path = (require('node-gyp-build') as NodeGypBuild).path(root);
  const binding = require(path) as Binding;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  if (binding.version !== version) {
    throw new Error(
      `${path} is of version ${binding.version}, the package of version ${version}: build it again`,
    );
  }
  return { binding, path };
}

/** Cores that this process may use, where the addon does not tell. */
export function coreCount(): number {
  return availableParallelism();
}
