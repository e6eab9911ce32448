// Binaries that cannot be loaded: JavaScript with one warning that names the reason, or an error if native is a must.
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { platform } from '../../scripts/prebuild.mjs';
import { asUser, copyProject, expectMatch, majors, nodeOf, packageIn, scripts } from './user.mjs';

const onLinux = process.platform === 'linux';
const [machine, other] = process.arch === 'arm64' ? [62, 'x64'] : [183, 'arm64'];

function binaryIn(cwd) {
  const folder = join(packageIn(cwd), 'prebuilds', platform);
  return join(folder, readdirSync(folder)[0]);
}

function changeByte(file, place, value) {
  const bytes = readFileSync(file);
  bytes[place] = value;
  writeFileSync(file, bytes);
}

/** Of the code: the binary stays what it is. */
function changeVersion(cwd) {
  const { version } = JSON.parse(readFileSync(join(packageIn(cwd), 'package.json'), 'utf8'));
  const file = join(packageIn(cwd), 'dist', 'library.cjs');
  writeFileSync(file, readFileSync(file, 'utf8').replace(`"${version}"`, '"999.0.0"'));
}

/** `linux`: what only ELF files have. */
const cases = [
  {
    name: 'a binary that is missing',
    damage: (cwd) => rmSync(binaryIn(cwd)),
    reason: /No native build was found for platform=.*; densely build makes one/,
  },
  {
    name: 'an empty binary',
    damage: (cwd) => truncateSync(binaryIn(cwd), 0),
    reason: /densely.*\.node/,
  },
  {
    name: 'a binary cut in half',
    damage: (cwd) => truncateSync(binaryIn(cwd), readFileSync(binaryIn(cwd)).length / 2),
    reason: /densely.*\.node: it is truncated: \d+ of at least \d+ bytes/,
    linux: true,
  },
  {
    name: 'a binary that lacks its last byte',
    damage: (cwd) => truncateSync(binaryIn(cwd), readFileSync(binaryIn(cwd)).length - 1),
    reason: /it is truncated/,
    linux: true,
  },
  {
    name: 'a binary of another architecture',
    damage: (cwd) => changeByte(binaryIn(cwd), 18, machine),
    reason: new RegExp(`it is for ${other}, not ${process.arch}`),
    linux: true,
  },
  {
    name: 'a binary of another version',
    damage: changeVersion,
    reason: /is of version .*, the package of version 999\.0\.0/,
  },
  { name: '--no-addons', options: () => ['--no-addons'], reason: /addons/ },
  {
    name: '--permission',
    options: (major) => [
      major === 20 ? '--experimental-permission' : '--permission',
      '--allow-fs-read=*',
    ],
    reason: /addons|ERR_DLOPEN_DISABLED|Cannot load native addon/,
  },
];

async function expectFallback(user, { options, cwd, node, reason }) {
  for (const script of scripts) {
    const { code, output } = await asUser(user, [node, ...options, script], { cwd, node });
    if (code !== 0) throw new Error(`${output}\n${script} ended with ${code}`);
    expectMatch(output, new RegExp(`^js js ${user.hash} function$`, 'm'));
    const warnings = output.match(/DENSELY_NO_NATIVE.*/g) ?? [];
    if (warnings.length !== 1) throw new Error(`${output}\n${warnings.length} warnings`);
    expectMatch(warnings[0], reason);
  }
}

async function expectError(user, { options, cwd, node, reason }) {
  const env = { DENSELY_BACKEND: 'native' };
  const { code, output } = await asUser(user, [node, ...options, 'use.cjs'], { cwd, node, env });
  if (code !== 1) throw new Error(`${output}\nDENSELY_BACKEND=native ended with ${code}`);
  expectMatch(output, /DenselyError.*DENSELY_BACKEND=native cannot be met/);
  expectMatch(output, reason);
}

function part({ name, damage = () => {}, options = () => [], reason, linux = false }, major) {
  const whole = `${name}, Node ${major}`;
  return {
    name: whole,
    quick: process.version.startsWith(`v${major}.`),
    lacks: async ({ backend }) => {
      if (backend === 'js') return `needs a binary of ${platform} in the tarball`;
      if (linux && !onLinux) return 'needs Linux';
      return (await nodeOf(major)) ? undefined : `needs node@${major} from npm`;
    },
    run: async (user) => {
      const cwd = copyProject(user, whole);
      damage(cwd);
      const settings = { options: options(major), cwd, node: await nodeOf(major), reason };
      await expectFallback(user, settings);
      await expectError(user, settings);
    },
  };
}

export const damages = majors.flatMap((major) => cases.map((each) => part(each, major)));
