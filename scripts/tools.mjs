// What the scripts share: only node: modules, since they run before anything is installed.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmCommand } from './toolchain.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const jobs = availableParallelism();

/** Chatter goes to standard error: standard output belongs to the answers. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** The latest change below these paths, folders included, so that a removed file counts; 0 without any. */
export function lastChange(paths) {
  return Math.max(0, ...paths.map((path) => changed(join(root, path))));
}

function changed(path) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return 0;
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => changed(join(path, name))));
}

/** The script behind a command of an installed package, to be run by this Node on any platform. */
export function packageCommand(name, command = name) {
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/**
 * Runs a program, in the package's folder unless told, and answers `{ code, output }`; never rejects.
 * `show` lets it write to the terminal instead, and `output` is empty.
 */
export function run(
  program,
  args,
  { cwd = root, env = process.env, input = '', show = false, shell = false } = {},
) {
  return new Promise((resolve) => {
    const pipes = show ? ['ignore', 'inherit', 'inherit'] : 'pipe';
    const child = spawn(program, args, { cwd, env, shell, stdio: pipes });
    let output = '';
    const collect = (text) => (output += text);
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    child.stdin?.on('error', () => {}).end(input);
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs a script with this Node. */
export function runNode(script, args, options) {
  return run(process.execPath, [script, ...args], options);
}

/** Works through a list, `width` items at a time. */
export async function inParallel(list, width, work) {
  const items = list.values();
  const worker = async () => {
    for (const item of items) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** Runs npm. */
export function npm(args, options) {
  const { program, first, shell } = npmCommand();
  return run(program, [...first, ...args], { shell, ...options });
}

/** Keeps what a failed step printed and answers where. */
export function keepLog(name, output) {
  const path = join(root, 'build-logs', `${name}.log`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, output);
  return path;
}

/** Whether this file is what Node was started with. */
export function isMain(url) {
  return process.argv[1] === fileURLToPath(url);
}
