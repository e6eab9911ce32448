// In place of native.ts in a bundle for Node: the package's other files may be elsewhere, or nowhere.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedFor, loadBinary, namesHere } from './addon.js';
import { binaryAt } from './binaries.js';
import type { LoadedBinding } from './binding.js';

/** CommonJS bundles have no import.meta.url; webpack keeps there what it was when they were made. */
function ownFile(): string {
  return typeof __filename === 'string' ? __filename : fileURLToPath(import.meta.url);
}

/** Next.js with webpack names a file as its web server would: it lies in `chunks` of a folder above the bundle. */
function inNext(pathname: string): string | undefined {
  const place = join('chunks', pathname.replace(/.*(?=\/static\/)/, ''));
  for (let folder = dirname(ownFile()); ; folder = dirname(folder)) {
    const path = join(folder, place);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
}

function pathOf(url: URL | undefined): string | undefined {
  if (url?.protocol !== 'file:') return url && inNext(url.pathname);
  return existsSync(url) ? fileURLToPath(url) : undefined;
}

/** Where the bundler has put this machine's binary. */
function takenAlong(): string | undefined {
  if (!import.meta.url) return undefined;
  const paths = namesHere().map((name) => pathOf(binaryAt(name)));
  return paths.find((path) => path !== undefined);
}

/** As `loadBinding` of native.ts. */
export function loadBinding(named?: string): LoadedBinding {
  return loadBinary(named ?? takenAlong() ?? installedFor(ownFile()));
}

export { coreCount } from './addon.js';
