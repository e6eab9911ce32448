// The repository as the tests of packaging see it: its files, and child processes of Node.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('../..', import.meta.url));

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

/** The files that git has or would take; undefined outside of a clone. */
export function trackedFiles(): string[] | undefined {
  if (!existsSync(join(root, '.git'))) return undefined;
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const names = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0');
  return names.filter((name) => name && existsSync(join(root, name)));
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Where {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs Node to its end; `DENSELY_*` variables of this process do not reach it. */
export function runNode(args: readonly string[], { cwd = root, env = {} }: Where = {}): Ended {
  const clean = Object.entries(process.env).filter(([name]) => !/^(DENSELY|VITEST)/.test(name));
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env: { ...Object.fromEntries(clean), ...env },
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

/** npm, as this Node runs it; under `npm test` the same npm. */
export function runNpm(args: readonly string[], where: Where = {}): Ended {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return runNode([script, ...args], where);
  const start = `process.exitCode = require('node:child_process')
    .spawnSync('npm', ${JSON.stringify(args)}, { stdio: 'inherit', shell: process.platform === 'win32' }).status`;
  return runNode(['-e', start], where);
}

interface Packed {
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** What `npm pack` would put into the tarball. */
export function packedFiles(): Packed['files'] {
  const { stdout } = runNpm(['pack', '--dry-run', '--json', '--ignore-scripts']);
  return (JSON.parse(stdout) as [Packed])[0].files;
}

/** The two builds of the addon; a string says what is missing. */
export const binaries: { readonly gyp: string; readonly cmake: string } = {
  gyp: join(root, 'build/Release/densely.node'),
  cmake: join(root, 'build-cmake/build/Release/densely.node'),
};
