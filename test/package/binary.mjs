// What the binaries in the tarball must be.
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { avxIn, failings, gatesLack, sharedDefinitions, tooNew } from '../../scripts/gates.mjs';
import { binary, gypLacks } from '../../scripts/native.mjs';
import { buildTarget, objects, platform, prebuilt } from '../../scripts/prebuild.mjs';
import { run } from '../../scripts/tools.mjs';
import { which } from '../../scripts/toolchain.mjs';

function expectNothing(list, what) {
  if (list.length > 0) throw new Error(`${what}: ${list.slice(0, 5).join('; ')}`);
}

const isNotLinux = (target) =>
  target.startsWith('linux') ? undefined : 'looks at ELF files alone';

const notBuilt = ({ built }, target) =>
  built.includes(target) ? undefined : `needs a binary of ${target} in the tarball`;

function gates(target) {
  return {
    name: `symbols of ${target}`,
    quick: target === platform,
    lacks: (user) => isNotLinux(target) ?? notBuilt(user, target) ?? needs(gatesLack()),
    run: async () => expectNothing(await failings(prebuilt(target)), target),
  };
}

const needs = (tools) => tools && `needs ${tools}`;

const gatesFail = {
  name: 'the gates find what they look for',
  quick: true,
  lacks: () => isNotLinux(platform) ?? needs(gatesLack()),
  run: async () => {
    const table = 'GLIBC_2.28 GLIBC_2.29 GLIBCXX_3.4.25 GLIBCXX_3.4.26 CXXABI_1.3.12 GLIBC_2.2.5';
    const found = tooNew(table).join(' ');
    if (found !== 'GLIBC_2.29 GLIBCXX_3.4.26 CXXABI_1.3.12') throw new Error(found);
    const wrong = await failings(process.execPath);
    for (const word of ['exports ', 'does not export napi_register_module_v1'])
      if (!wrong.some((line) => line.startsWith(word))) throw new Error(`missed: ${word}`);
  },
};

/** The object files of a target, by the static library or module that they are part of. */
function objectsOf(target) {
  const folder = objects(target);
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.o'));
  return names.map((name) => ({ file: join(folder, name), part: name.split(sep)[0] }));
}

const instructions = {
  name: 'AVX instructions only where they are asked for',
  quick: true,
  lacks: (user) =>
    platform === 'linux-x64'
      ? (notBuilt(user, platform) ?? needs(gatesLack()))
      : 'looks at linux-x64 alone',
  run: async () => {
    const all = objectsOf(platform);
    const isAvx = ({ part }) => part.startsWith('densely_avx');
    const isScalar = ({ part }) => part === 'densely_scalar';
    for (const { file } of all.filter((object) => !isAvx(object)))
      expectNothing(await avxIn(file), file);
    const avx = all.filter(isAvx);
    if (avx.length !== 2) throw new Error(`${avx.length} objects with AVX`);
    for (const { file } of avx)
      if ((await avxIn(file)).length < 1000) throw new Error(`no AVX in ${file}`);
    // The linker takes one of several equal definitions, which may be that for the newer processor.
    for (const { file } of all.filter((object) => isAvx(object) || isScalar(object)))
      expectNothing(await sharedDefinitions(file), file);
    return `${all.length} objects`;
  },
};

function expectSame(target, again) {
  if (!readFileSync(prebuilt(target)).equals(readFileSync(again)))
    throw new Error(`${prebuilt(target)} and ${again} are not equal`);
}

/** build/ has what was built from the same sources in the repository's own folder. */
const sameAsBuild = {
  name: `the same bytes from two folders, ${platform}`,
  quick: true,
  lacks: (user) =>
    isNotLinux(platform) ??
    notBuilt(user, platform) ??
    needs(gypLacks()[0] ?? (which('strip') ? undefined : 'strip')),
  run: async ({ folder }) => {
    const stripped = join(folder, 'stripped.node');
    await run('strip', ['--strip-all', '-o', stripped, binary]);
    expectSame(platform, stripped);
  },
};

function sameAgain(target) {
  return {
    name: `the same bytes from a build in another folder, ${target}`,
    lacks: (user) => isNotLinux(target) ?? notBuilt(user, target),
    run: async ({ folder }) => {
      const other = join(folder, `again-${target}`, 'deeper');
      const { code, output } = await buildTarget(target, other);
      if (code !== 0) throw new Error(output);
      expectSame(target, prebuilt(target, other));
    },
  };
}

const targets = ['linux-x64', 'linux-arm64'];

export const binaries = [
  ...targets.map(gates),
  gatesFail,
  instructions,
  sameAsBuild,
  ...targets.map(sameAgain),
];
