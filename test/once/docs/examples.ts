// The examples of the docstrings as programs: compiled in one strict project against the built package, then
// run one after another in one process, each with its own list of what it prints.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, root } from '../children.js';
import { writeExampleData } from './data.js';
import type { PublicName } from './names.js';

export interface Example {
  /** Of its files, without an ending. */
  readonly file: string;
  readonly code: string;
}

interface Ran {
  readonly printed: readonly string[];
  readonly error?: string;
}

/** Where the compiler names no file. */
export const PROJECT = 'the project';

/** Below the repository, so that `densely` is the built package; git and every tool ignore it. */
const folder = join(root, 'build-docstrings');

/** Numbered, because some names differ in their case alone, as `metrics` and `Metrics` do. */
export function examplesOf({ number, entry, name, examples }: PublicName): Example[] {
  const stem = `${number}.${entry}.${name}`.replaceAll(/[^\w]+/g, '-');
  return examples.map((code, i) => ({ file: `${stem}-${i + 1}`, code }));
}

/** What the compiler says of each file; nothing where all is well. */
export async function compile(examples: readonly Example[]): Promise<ReadonlyMap<string, string>> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const { file, code } of examples) {
    // An example that imports nothing would be a script, whose names all others see.
    writeFileSync(join(folder, `${file}.ts`), `${code}\nexport {};\n`);
  }
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023'],
    types: ['node'],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    outDir: 'out',
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['*.ts'] }),
  );
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout } = await node([tsc, '-p', folder, '--pretty', 'false'], { cwd: folder });
  return messagesByFile(stdout);
}

/** `file.ts(3,5): error …` and the lines that belong to it. */
function messagesByFile(output: string): Map<string, string> {
  const messages = new Map<string, string>();
  let file = PROJECT;
  for (const line of output.split('\n').filter(Boolean)) {
    file = /^([\w-]+)\.ts\(/.exec(line)?.[1] ?? file;
    messages.set(file, [messages.get(file), line].filter(Boolean).join('\n'));
  }
  return messages;
}

/** Imports each module and tells what it printed by console.log, or how it failed. */
const runner = `
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
const results = {};
const { log } = console;
for (const file of JSON.parse(process.env.EXAMPLES)) {
  const printed = [];
  console.log = (...values) => printed.push(...format(...values).split('\\n'));
  try {
    await import(pathToFileURL(process.env.FOLDER + '/' + file + '.js'));
    results[file] = { printed };
  } catch (error) {
    results[file] = { printed, error: String(error?.stack ?? error) };
  }
}
console.log = log;
writeFileSync('results.json', JSON.stringify(results));
`;

/** Runs compiled examples in a temporary folder that holds the data they read. */
export async function run(files: readonly string[]): Promise<ReadonlyMap<string, Ran>> {
  const cwd = mkdtempSync(join(tmpdir(), 'densely-examples-'));
  try {
    writeExampleData(cwd);
    const env = { EXAMPLES: JSON.stringify(files), FOLDER: join(folder, 'out') };
    const { stderr, code } = await node(['--input-type=module', '-e', runner], { cwd, env });
    if (code !== 0) throw new Error(`the examples ended with ${code}\n${stderr}`);
    const results = JSON.parse(readFileSync(join(cwd, 'results.json'), 'utf8')) as object;
    return new Map(Object.entries(results) as [string, Ran][]);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** What the code says that it prints, in order: `console.log(…); // this`, and comments at its end. */
export function promised(code: string): string[] {
  const lines = code.split('\n');
  const last = lines.findLastIndex((line) => !line.startsWith('// '));
  return lines.flatMap((line, i) => {
    const said = i > last ? line.slice(3) : /console\.log\(.*\/\/ (.+)$/.exec(line)?.[1];
    return said === undefined ? [] : [said];
  });
}

/** The first promise that is not kept, in the order of the lines. */
export function brokenPromise(code: string, printed: readonly string[]): string | undefined {
  let from = 0;
  return promised(code).find((said) => {
    const at = printed.indexOf(said, from);
    if (at >= 0) from = at + 1;
    return at < 0;
  });
}
