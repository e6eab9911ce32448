// The two builds of the addon: node-gyp into build/, cmake-js into the folder that it is told.
//   node scripts/native.mjs gyp | cmake
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  buildEnvironment,
  cmakeLacks,
  compiler,
  compilerVariables,
  missing,
  which,
} from './toolchain.mjs';
import { isMain, jobs, packageCommand, root, runNode } from './tools.mjs';

const windows = process.platform === 'win32';
const prefix = windows
  ? dirname(process.execPath)
  : dirname(dirname(realpathSync(process.execPath)));

const built = join('Release', 'densely.node');

/** Where node-gyp-build looks first. */
export const binary = join(root, 'build', built);

/** What node-gyp lacks here, in words. On Windows it looks for the compiler by itself. */
export function gypLacks() {
  return missing({
    Python: which('python3', 'python'),
    make: windows || which('make', 'gmake'),
    'a C++ compiler': windows || compiler(),
    'the headers of this Node': nodeDirectory(),
  });
}

/** Where this Node's own headers lie, if they do. */
export function nodeDirectory() {
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? prefix : undefined;
}

function runBuild(script, args) {
  return runNode(script, args, { env: buildEnvironment(compilerVariables()) });
}

const gyp = {
  name: 'node-gyp',
  lacks: gypLacks,
  build: () =>
    runBuild(packageCommand('node-gyp'), ['rebuild', '--nodedir', prefix, '--jobs', `${jobs}`]),
};

/** @param definitions variables of CMake, as NAME=VALUE */
export function cmake(folder, definitions = []) {
  const options = ['--out', folder, '--parallel', `${jobs}`];
  return {
    name: 'cmake-js',
    folder: join(root, folder),
    binary: join(root, folder, built),
    lacks: cmakeLacks,
    build: () =>
      runBuild(packageCommand('cmake-js'), [
        'rebuild',
        ...options,
        ...definitions.map((definition) => `--CD${definition}`),
      ]),
  };
}

/**
 * In a folder of its own, so that both binaries can be compared: DENSELY_PREBUILD=build-cmake takes this one.
 * The core's tests are built beside it, on the same objects.
 */
export const separateCmake = cmake(join('build-cmake', 'build'), ['DENSELY_TESTS=ON']);

/** How the package's own binary is built: the first build that this machine has the tools for, or what is missing. */
export function chooseBuild() {
  const builds = [gyp, cmake('build')];
  const chosen = builds.find(({ lacks }) => lacks().length === 0);
  return (
    chosen ?? {
      missing: builds.map(({ name, lacks }) => `${name} needs ${lacks().join(', ')}`).join('; '),
    }
  );
}

async function main(name) {
  const build = { gyp, cmake: separateCmake }[name];
  if (!build) throw new Error(`there are gyp and cmake, not ${name}`);
  const lacks = build.lacks();
  if (lacks.length > 0) throw new Error(`${build.name} needs ${lacks.join(', ')}`);
  const { code, output } = await build.build();
  process.stdout.write(output);
  process.exitCode = code;
}

if (isMain(import.meta.url)) await main(process.argv[2]);
