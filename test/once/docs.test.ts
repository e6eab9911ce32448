// Every public name has a docstring and an example; every example compiles, runs, and prints what it says.
import { beforeAll, describe, expect, it } from 'vitest';
import { brokenPromise, compile, examplesOf, PROJECT, run } from './docs/examples.js';
import { entries, publicNames } from './docs/names.js';
import { read } from './repository.js';

const names = publicNames();
const examples = names.flatMap(examplesOf);

let compiled: Awaited<ReturnType<typeof compile>>;
let ran: Awaited<ReturnType<typeof run>>;

beforeAll(async () => {
  compiled = await compile(examples);
  ran = await run(examples.map(({ file }) => file).filter((file) => !compiled.has(file)));
});

describe.each(entries())('$entry', ({ entry }) => {
  const here = names.filter((of) => of.entry === entry);

  it('exports names', () => {
    expect(here.length).toBeGreaterThan(1);
  });

  it.each(here)('$name', (of) => {
    const { name, docs } = of;
    const advice = 'it stands above the declaration in lib/, see "Docstrings" in CONTRIBUTING.md';
    if (docs === '') expect.fail(`${entry}: ${name} has no docstring: ${advice}`);
    const own = examplesOf(of);
    if (own.length === 0)
      expect.fail(`${entry}: the docstring of ${name} has no @example: ${advice}`);
    for (const { file, code } of own) {
      const wrong = compiled.get(file);
      if (wrong) expect.fail(`the @example of ${name} does not compile:\n${code}\n${wrong}`);
      const { printed, error } = ran.get(file)!;
      if (error) expect.fail(`the @example of ${name} fails:\n${code}\n${error}`);
      const broken = brokenPromise(code, printed);
      if (broken === undefined) continue;
      expect.fail(
        `the @example of ${name} does not print "${broken}", but:\n${printed.join('\n')}`,
      );
    }
  });
});

describe('the examples', () => {
  it('make a project that the compiler takes', () => {
    expect(compiled.get(PROJECT)).toBe(undefined);
    const known = new Set(examples.map(({ file }) => file));
    expect([...compiled.keys()].filter((file) => !known.has(file))).toEqual([]);
  });
});

describe('the docs site', () => {
  it('has every entry', () => {
    const { entryPoints } = JSON.parse(read('typedoc.json')) as { entryPoints: string[] };
    const modules = entryPoints.map((file) => /@module (\S+)/.exec(read(file))?.[1]);
    expect(modules).toEqual(entries().map(({ entry }) => entry));
  });
});
