// The package's list of its own binaries, from which bundlers take them along.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The binaries in a folder, as `linux-x64/densely.glibc.node`. */
function binariesIn(prebuilds) {
  if (!existsSync(prebuilds)) return [];
  return readdirSync(prebuilds).flatMap((target) =>
    readdirSync(join(prebuilds, target)).map((name) => `${target}/${name}`),
  );
}

/** Writes what lib/backend/binaries.ts describes for the binaries that lie in a package's folder. */
export function listBinaries(folder) {
  const [bundler, prebuilds] = [join(folder, 'dist', 'bundler'), join(folder, 'prebuilds')];
  const up = relative(bundler, prebuilds).replaceAll('\\', '/');
  const cases = binariesIn(prebuilds)
    .toSorted()
    .map((name) => `case '${name}': return new URL('${up}/${name}', import.meta.url);\n`);
  const text = `export function binaryAt(name) {\n\tswitch (name) {\n${cases.map((line) => `\t\t${line}`).join('')}\t}\n}\n`;
  writeFileSync(join(bundler, 'binaries.js'), text);
}
