// An option stands in two places that the compiler compares: a member with its docs, and its entry in the
// table. Here one is taken out of a copy of the sources at a time.
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { root } from './children.js';
import { read } from './repository.js';

const config = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
  ts.sys,
  root,
);
let before: ts.Program | undefined;

/** What the compiler says of a file when another text stands in `changed`. */
function complaints(file: string, changed: string, text: string): string[] {
  const host = ts.createCompilerHost(config.options);
  const original = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === join(root, changed)
      ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022)
      : (before?.getSourceFile(name) ?? original(name, ...rest));
  const path = join(root, file);
  const program = ts.createProgram([path], config.options, host);
  before ??= program;
  return program
    .getSemanticDiagnostics(program.getSourceFile(path))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** Keys two columns in, of the block that begins with `start`, with the text of each. */
function members(text: string, start: string): Map<string, string> {
  const from = text.indexOf(start);
  expect(from, start).toBeGreaterThan(0);
  const block = text.slice(from, text.indexOf('\n}', from) + 1);
  const found = block.matchAll(
    /^ {2}(?:readonly )?(\w+)\??:(?: \{\n(?: {4}.*\n)+ {2}\}|[^{]*?)[,;]\n/gm,
  );
  return new Map([...found].map((match) => [match[1]!, match[0]]));
}

/** The type is the same for all. */
function some(of: ReadonlyMap<string, string>): string[] {
  return [...of.keys()].filter((_, i) => i % 4 === 0);
}

const tables = [
  {
    name: 'train',
    options: ['lib/training/options.ts', 'export interface TrainOptions'],
    table: ['lib/training/option-table.ts', 'export const trainTable'],
  },
  {
    name: 'sweep',
    options: ['lib/study/sweep-options.ts', 'export interface SweepOptions'],
    table: ['lib/study/sweep-options.ts', 'const ownTable'],
  },
] as const;

describe.each(tables)('$name', ({ options, table }) => {
  const [file, start] = table;
  const text = read(file);
  const entries = members(text, start);
  const documented = members(read(options[0]), options[1]);

  it('compiles as it is', () => {
    expect(entries.size).toBeGreaterThan(5);
    expect(complaints(file, file, text)).toEqual([]);
  });

  it('an entry that is missing is a type error', () => {
    for (const key of some(entries)) {
      const found = complaints(file, file, text.replace(entries.get(key)!, ''));
      expect(found.join('\n')).toMatch(new RegExp(`'${key}' is missing`));
    }
  });

  it('so is a member that is missing', () => {
    for (const key of some(documented)) {
      // Types above it may have members of the same name.
      const [all, from] = [read(options[0]), read(options[0]).indexOf(options[1])];
      const changed = all.slice(0, from) + all.slice(from).replace(documented.get(key)!, '');
      const found = complaints(file, options[0], changed);
      expect(found.join('\n')).toMatch(new RegExp(`['"]${key}['"]`));
    }
  });

  it('so is an entry whose reader gives another type, and one without its flag', () => {
    const [key, entry] = [...entries].find(([, of]) => of.includes("form: 'number'"))!;
    const wrong = entry.replace(/read: [^]*?,\n {4}preset/, "read: () => 'text',\n    preset");
    expect(wrong).not.toBe(entry);
    expect(complaints(file, file, text.replace(entry, wrong)).join('\n'), key).toContain(
      "'string'",
    );
    const mute = entry.replace(/flag: \{.*\}/, 'flag: null');
    expect(complaints(file, file, text.replace(entry, mute)).join('\n'), key).toContain("'null'");
  });
});
