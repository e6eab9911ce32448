// The tarball as npm would publish it.
//   npm run pack:local     with the binaries that this machine can build
//   npm run pack:release   with those of every platform, which lie in prebuilds/ already
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { listBinaries } from './binaries.mjs';
import { failings, gatesLack, isElf } from './gates.mjs';
import { prebuild, prebuilt, removeStale } from './prebuild.mjs';
import { setupOrExit } from './setup.mjs';
import { isMain, npm, root, say } from './tools.mjs';

/** Answers words on what could not be checked. */
async function checkGates(files) {
  if (gatesLack()) return [`gates: skipped, needs ${gatesLack()}`];
  for (const file of files) {
    const wrong = isElf(file) ? await failings(file) : [];
    if (wrong.length > 0) throw new Error(`${relative(root, file)} ${wrong.join('; ')}`);
  }
  return [];
}

const released = [
  'darwin-arm64/densely.node',
  'darwin-x64/densely.node',
  'linux-arm64/densely.glibc.node',
  'linux-arm64/densely.musl.node',
  'linux-x64/densely.glibc.node',
  'linux-x64/densely.musl.node',
  'win32-arm64/densely.node',
  'win32-x64/densely.node',
].map((name) => join(root, 'prebuilds', name));

/** Answers `{ tarball, files, size, unpackedSize }`. */
async function npmPack() {
  listBinaries(root);
  const args = ['pack', '--ignore-scripts', '--json', '--loglevel=error'];
  const { code, output } = await npm(args, { cwd: root });
  if (code !== 0) throw new Error(`${output}\nnpm pack ended with ${code}`);
  const [{ filename, files, size, unpackedSize }] = JSON.parse(output);
  return { tarball: join(root, filename), files, size, unpackedSize };
}

/**
 * Packs with the binaries of these targets, by default all that can be built here.
 * Answers what `npmPack` does, and the targets that are `built` and words on those `skipped`.
 */
export async function pack(targets) {
  removeStale();
  const { built, skipped } = await prebuild(targets);
  const gates = await checkGates(built.map((target) => prebuilt(target)));
  return { ...(await npmPack()), built, skipped: [...skipped, ...gates] };
}

async function packRelease() {
  const lacking = released.filter((file) => !existsSync(file)).map((file) => relative(root, file));
  if (lacking.length > 0) throw new Error(`a release needs ${lacking.join(', ')}`);
  return { ...(await npmPack()), skipped: await checkGates(released) };
}

/** Bytes of the files of dist/ in 0.1.0 as it was first built (commit 9878579). */
const FIRST_DIST = 1_003_360;

/** Bytes of this binary by gcc 12 before activations, losses and optimizers became many. */
const FIRST_BINARY = { path: 'prebuilds/linux-x64/densely.glibc.node', size: 1_526_792 };

const kilobytes = (bytes) => `${Math.round(bytes / 1000).toLocaleString('en')} kB`;

async function main(release) {
  await setupOrExit({ only: ['dist'] });
  const { tarball, files, size, unpackedSize, skipped } = await (release ? packRelease() : pack());
  for (const { path } of files.filter(({ path }) => path.endsWith('.node'))) {
    const bytes = readFileSync(join(root, path));
    const sum = createHash('sha256').update(bytes).digest('hex');
    const more = path === FIRST_BINARY.path && bytes.length - FIRST_BINARY.size;
    const growth = more === false ? '' : `, ${kilobytes(more)} more than at first (250 at most)`;
    console.log(`${path}: ${kilobytes(bytes.length)}${growth}, sha256 ${sum}`);
  }
  const all = `${files.length} files of ${kilobytes(unpackedSize)}`;
  console.log(`${relative(root, tarball)}: ${kilobytes(size)}, ${all}`);
  const dist = files.filter(({ path }) => path.startsWith('dist/'));
  const bytes = dist.reduce((sum, file) => sum + file.size, 0);
  console.log(`dist: ${kilobytes(bytes)}, ${kilobytes(bytes - FIRST_DIST)} more than in 0.1.0`);
  for (const line of skipped) say(line);
}

if (isMain(import.meta.url)) {
  await main(process.argv.includes('--release')).catch((error) => {
    say(`densely: ${error.message}`);
    process.exitCode = 1;
  });
}
