// In Node, inside of the package. A bundle for Node gets native-bundled.ts, one for a browser native-none.ts.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installedFor, loadBinary } from './addon.js';
import type { LoadedBinding } from './binding.js';

/** In one piece: what traces files, as @vercel/nft does, takes along the folders that it can read. */
const prebuilds = join(__dirname, '../../prebuilds');

/** Some bundlers take this file too, and put it elsewhere. */
function isInPackage(folder: string): boolean {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return false;
  return (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'densely';
}

interface NodeGypBuild {
  path(folder: string): string;
}

function binaryHere(): string {
  const folder = dirname(prebuilds);
  if (!isInPackage(folder)) return installedFor(__filename);
  return (require('node-gyp-build') as NodeGypBuild).path(folder);
}

/** Loads the addon, or the binary that the user has `named`. Throws with the reason when that cannot be. */
export function loadBinding(named?: string): LoadedBinding {
  return loadBinary(named ?? binaryHere());
}

export { coreCount } from './addon.js';
