// In place of native.ts in a bundle for Node: the package's other files may be elsewhere, or nowhere.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installedFor, loadBinary, namesHere } from './addon.js';
import { binaryAt } from './binaries.js';
import type { LoadedBinding } from './binding.js';

/** CommonJS bundles have no import.meta.url. */
function ownFile(): string {
  return import.meta.url ? fileURLToPath(import.meta.url) : __filename;
}

/** Where the bundler has put this machine's binary. */
function takenAlong(): string | undefined {
  if (!import.meta.url) return undefined;
  const urls = namesHere().map(binaryAt);
  // Next.js with webpack answers with a path of its web server.
  const url = urls.find((at) => at?.protocol === 'file:' && existsSync(at));
  return url && fileURLToPath(url);
}

/** As `loadBinding` of native.ts. */
export function loadBinding(named?: string): LoadedBinding {
  return loadBinary(named ?? takenAlong() ?? installedFor(ownFile()));
}

export { coreCount } from './addon.js';
