// What the tests here share: the built package, the addon, and Node processes of their own.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Binding } from '../../lib/backend/binding.js';

export const root: string = fileURLToPath(new URL('../..', import.meta.url));
export const entry: string = new URL('../../dist/index.js', import.meta.url).href;
export const hasDist: boolean = existsSync(fileURLToPath(entry));

/** The addon itself, or undefined where it is not built. */
export function loadAddon(): Binding | undefined {
  try {
    return (createRequire(import.meta.url)('node-gyp-build') as (folder: string) => Binding)(root);
  } catch {
    return undefined;
  }
}

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Settings {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Called when the child has printed its first line. */
  readonly started?: (kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs `node` with arguments and without any DENSELY_ variable of ours. */
export function node(args: readonly string[], settings?: Settings): Promise<Ended> {
  return command(process.execPath, args, settings);
}

/** Runs a program in the same way. */
export function command(
  program: string,
  args: readonly string[],
  { cwd = root, env = {}, started }: Settings = {},
): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(DENSELY_|NODE_OPTIONS)/.test(name),
  );
  const child = spawn(program, args, {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (stdout === '') started?.((signal) => child.kill(signal));
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Runs a module given as text, with the package's exports under the name `densely`. */
export function nodeModule(text: string, settings?: Settings): Promise<Ended> {
  return node(
    ['--input-type=module', '-e', `import * as densely from '${entry}';\n${text}`],
    settings,
  );
}
