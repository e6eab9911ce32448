// Binaries for the tarball, by prebuildify into prebuilds/: this platform's, and what can be built across.
//   node scripts/prebuild.mjs [PLATFORM-ARCH...]
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gypLacks, nodeDirectory } from './native.mjs';
import { setupOrExit, sources, stale, step } from './setup.mjs';
import { buildEnvironment, compilerVariables, missing, which } from './toolchain.mjs';
import { isMain, jobs, packageCommand, root, runNode, say } from './tools.mjs';

/** This machine's own. */
export const platform = `${process.platform}-${process.arch}`;
const musl = existsSync('/etc/alpine-release');
const aarch64 = 'aarch64-linux-gnu-';

/** What this machine may build; each tells what it lacks and with which tools it is built. */
const targets = {
  [platform]: {
    // Where Node comes without headers node-gyp fetches them.
    lacks: () => (process.platform === 'win32' ? [] : gypLacks()),
    tools: compilerVariables,
  },
  ...(platform === 'linux-x64' &&
    !musl && {
      'linux-arm64': {
        lacks: () => missing({ [`${aarch64}g++`]: which(`${aarch64}g++`) }),
        tools: () => ({
          CC: `${aarch64}gcc`,
          CXX: `${aarch64}g++`,
          LINK: `${aarch64}g++`,
          AR: `${aarch64}ar`,
          PREBUILD_STRIP_BIN: `${aarch64}strip`,
        }),
      },
    }),
};

export const targetNames = Object.keys(targets);

/** Where a target's binary lies below a folder, as the loader expects it. */
export function prebuilt(target, folder = root) {
  const libc = musl ? '.musl' : '.glibc';
  const name = `densely${target.startsWith('linux') ? libc : ''}.node`;
  return join(folder, 'prebuilds', target, name);
}

function buildFolder(target) {
  return join(root, 'build-prebuild', target);
}

/** The objects that a target was linked from. */
export function objects(target) {
  return join(buildFolder(target), 'build', 'Release', 'obj.target');
}

/** Builds a target from a copy of the sources, so that build/ keeps the addon of this machine. */
export async function buildTarget(target, folder) {
  rmSync(folder, { recursive: true, force: true });
  for (const path of sources.native)
    cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const [, arch] = target.split('-');
  const args = ['--napi', '--strip', '--tag-libc', '--name=densely', `--arch=${arch}`];
  const nodedir = nodeDirectory();
  const env = buildEnvironment({
    JOBS: `${jobs}`,
    ...(nodedir && { npm_config_nodedir: nodedir }),
    ...targets[target].tools(),
  });
  return runNode(packageCommand('prebuildify'), [...args, `--target=${process.version}`], {
    cwd: folder,
    env,
  });
}

async function buildIfStale(target) {
  const [output, folder] = [prebuilt(target), buildFolder(target)];
  if (existsSync(folder) && !stale(output, sources.native)) return;
  rmSync(output, { force: true });
  await step(`prebuild-${target}`, `building the binary of ${target}`, async () => {
    const built = await buildTarget(target, folder);
    if (built.code !== 0) return built;
    mkdirSync(dirname(output), { recursive: true });
    cpSync(prebuilt(target, folder), output);
    return built;
  });
}

/** Removes binaries that are older than their sources, and those of other machines' targets. */
export function removeStale() {
  const folder = join(root, 'prebuilds');
  for (const target of existsSync(folder) ? readdirSync(folder) : []) {
    const kept = targetNames.includes(target) && !stale(prebuilt(target), sources.native);
    if (!kept) rmSync(join(folder, target), { recursive: true });
  }
}

/** Builds what is older than its sources; answers `{ built, skipped }`: targets, and words on the others. */
export async function prebuild(names = targetNames) {
  const [built, skipped] = [[], []];
  for (const target of names) {
    if (!targets[target])
      throw new Error(`here are built ${targetNames.join(', ')}, not ${target}`);
    const lacks = targets[target].lacks();
    if (lacks.length > 0) {
      skipped.push(`${target}: skipped, needs ${lacks.join(', ')}`);
      continue;
    }
    await buildIfStale(target);
    built.push(target);
  }
  return { built, skipped };
}

async function main(names) {
  await setupOrExit({ only: [] });
  const { built, skipped } = await prebuild(names.length > 0 ? names : undefined);
  for (const target of built) console.log(prebuilt(target));
  if (names.length > 0 && skipped.length > 0) throw new Error(skipped.join('; '));
  for (const line of skipped) say(line);
}

if (isMain(import.meta.url)) {
  await main(process.argv.slice(2)).catch((error) => {
    say(`densely: ${error.message}`);
    process.exitCode = 1;
  });
}
