// The users' tools, in exact versions beside this file.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildEnvironment } from '../../scripts/toolchain.mjs';
import { npm, run, say } from '../../scripts/tools.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');

const manifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The folder of a project among those beside this file. */
export function project(name) {
  return join(here, 'projects', name);
}

/** The script behind a command of a tool. */
export function tool(name, command = name) {
  const folder = join(modules, name);
  const { bin } = manifest(folder);
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/** What a tool exports. */
export async function imported(name, path) {
  return import(join(modules, name, path));
}

/** The version of a dependency as package.json or its alias has it. */
const version = (wanted) => wanted.split('@').at(-1);

function installed([name, wanted]) {
  const folder = join(modules, name);
  return existsSync(folder) && manifest(folder).version === version(wanted);
}

/** Installs the tools where they are not; answers why it could not. */
export async function toolsMissing() {
  const wanted = Object.entries(manifest(here).dependencies);
  if (wanted.every(installed)) return undefined;
  say('densely: installing the tools of test/ecosystem (npm ci)');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { code, output } = await npm([...args, '--loglevel=error'], { cwd: here });
  if (code === 0) return undefined;
  say(output.trimEnd());
  return 'needs the packages of test/ecosystem/package.json from npm';
}

/** The environment of a user: no settings of ours. */
export function userEnvironment(extra = {}) {
  const kept = Object.entries(buildEnvironment()).filter(
    ([name]) => !/^(DENSELY_|NODE_OPTIONS|VITEST|NODE_ENV|JEST_|INIT_CWD|npm_)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...extra };
}

/** Runs a program as a user; throws with its output where it fails. Answers that output. */
export async function expectRun(program, args, { cwd, env }) {
  const options = { cwd, env: userEnvironment(env) };
  const { code, output } = await run(program, args, options);
  if (code === 0) return output;
  throw new Error(`${output.trimEnd()}\n${[program, ...args].join(' ')} ended with ${code}`);
}

/** A script with this Node, as {@link expectRun}. */
export function expectNode(script, args, options) {
  return expectRun(process.execPath, [script, ...args], options);
}

/** Throws where a text is not what it should be. */
export function expectText(got, expected) {
  if (got === expected) return;
  throw new Error(`expected ${JSON.stringify(expected)}\n     got ${JSON.stringify(got)}`);
}
