// The tarball as npm would publish it, with the binaries that this machine can build.
//   npm run pack:local
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { failings, gatesLack, isElf } from './gates.mjs';
import { prebuild, prebuilt, removeStale } from './prebuild.mjs';
import { setupOrExit } from './setup.mjs';
import { isMain, npm, root, say } from './tools.mjs';

async function checkGates(targets) {
  if (gatesLack()) return [`gates: skipped, needs ${gatesLack()}`];
  for (const target of targets) {
    const file = prebuilt(target);
    const wrong = isElf(file) ? await failings(file) : [];
    if (wrong.length > 0) throw new Error(`${relative(root, file)} ${wrong.join('; ')}`);
  }
  return [];
}

/**
 * Packs with the binaries of these targets, by default all that can be built here.
 * Answers `{ tarball, files, unpackedSize, built, skipped }`.
 */
export async function pack(targets) {
  removeStale();
  const { built, skipped } = await prebuild(targets);
  const gates = await checkGates(built);
  const args = ['pack', '--ignore-scripts', '--json', '--loglevel=error'];
  const { code, output } = await npm(args, { cwd: root });
  if (code !== 0) throw new Error(`${output}\nnpm pack ended with ${code}`);
  const [{ filename, files, size, unpackedSize }] = JSON.parse(output);
  const tarball = join(root, filename);
  return { tarball, files, size, unpackedSize, built, skipped: [...skipped, ...gates] };
}

const kilobytes = (bytes) => `${Math.round(bytes / 1000).toLocaleString('en')} kB`;

async function main() {
  await setupOrExit({ only: ['dist'] });
  const { tarball, files, size, unpackedSize, built, skipped } = await pack();
  for (const target of built) {
    const bytes = readFileSync(prebuilt(target));
    const sum = createHash('sha256').update(bytes).digest('hex');
    console.log(`${target.padEnd(12)} ${kilobytes(bytes.length).padStart(9)}  sha256 ${sum}`);
  }
  console.log(
    `${relative(root, tarball)}: ${kilobytes(size)}, ${files.length} files of ${kilobytes(unpackedSize)}`,
  );
  for (const line of skipped) say(line);
}

if (isMain(import.meta.url)) {
  await main().catch((error) => {
    say(`densely: ${error.message}`);
    process.exitCode = 1;
  });
}
