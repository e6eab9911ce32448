// The repository as the tests of packaging see it: its files, npm, and copies of it.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { node, root, type Ended } from './children.js';

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The files below a folder, as paths from `root` with forward slashes. */
export function filesBelow(folder: string, pattern: RegExp): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => pattern.test(path) && statSync(join(root, path)).isFile())
    .toSorted();
}

/** The files that git has or would take; none outside of a clone. */
export function trackedFiles(): string[] {
  if (!existsSync(join(root, '.git'))) return [];
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const names = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0');
  return names.filter((name) => name && existsSync(join(root, name)));
}

/** npm's own script: the one that runs us, or the one beside PATH's npm. */
function npmScript(): string {
  const running = process.env.npm_execpath;
  if (running?.endsWith('npm-cli.js')) return running;
  return join(dirname(dirname(process.execPath)), 'lib/node_modules/npm/bin/npm-cli.js');
}

export function npm(...args: string[]): Promise<Ended> {
  return node([npmScript(), ...args]);
}

/** The paths that `npm pack` would put into the tarball. */
export async function packedFiles(): Promise<string[]> {
  const { stdout } = await npm('pack', '--dry-run', '--json', '--ignore-scripts');
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path);
}
