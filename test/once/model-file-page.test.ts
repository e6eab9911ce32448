// docs/model-file.md: its code runs, and its tables say what a file has.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readFile } from '../safetensors.js';
import { node } from './children.js';
import { writeExampleData } from './docs/data.js';
import { blocks } from './pages.js';
import { read } from './repository.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-page-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeExampleData(folder);

const page = read('docs/model-file.md');
/** Code of the page on the files of the folder. */
const here = (code: string): string =>
  code.replaceAll(/'(churn\.\w+)'/g, (_, name: string) => JSON.stringify(join(folder, name)));
const [program, reader] = ['js', 'python'].map((language) => here(blocks(page, language).join('')));

/** The first column of the table whose head begins with `head`. */
function firstColumn(head: string): string[] {
  const [, table] = new RegExp(`^\\| ${head} .*\n\\|[- |]+\n((?:\\|.*\n)+)`, 'm').exec(page)!;
  return [...table!.matchAll(/^\| ([^|]*?) +\|/gm)].map((match) => match[1]!);
}

const pythons = ['python3', '/usr/bin/python3'];
const python = pythons.find((each) => spawnSync(each, ['-c', 'import torch']).status === 0);
const inTorch = python === undefined ? ' (skipped: there is no PyTorch here)' : '';

/** What Python code of the page prints. */
function readInTorch(code: string): string {
  const stub = fileURLToPath(new URL('model-file', import.meta.url));
  // Behind what is installed: the package itself comes first where it is there.
  const text = `import sys\nsys.path.append(${JSON.stringify(stub)})\n${code}`;
  const { stdout, stderr } = spawnSync(python!, ['-c', text], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout;
}

function expectAnswer(printed: string, label: string, probability: string): void {
  const [read, computed] = printed.trim().split(' ');
  expect(read).toBe(label);
  expect(Number(computed)).toBeCloseTo(Number(probability), 6);
}

/** Code with one text in the place of another, which it has once. */
function put(code: string, from: string, to: string): string {
  expect(code.split(from)).toHaveLength(2);
  return code.replace(from, () => to);
}

/** Pieces of code that stand in a sentence of the page. */
const said = (which: RegExp): string[] => [...page.matchAll(which)].map((match) => match[1]!);

describe('docs/model-file.md', async () => {
  const { code, stdout, stderr } = await node(['--input-type=module', '-e', program!]);
  const [label, probability] = stdout.trim().split(' ');

  it('makes a model in Node', () => {
    expect([code, stderr, label]).toEqual([0, '', 'yes']);
    expect(Number(probability)).toBeGreaterThan(0.5);
  });

  it.skipIf(python === undefined)(`reads it in PyTorch, strictly${inTorch}`, () => {
    expectAnswer(readInTorch(reader!), label!, probability!);
  });

  it.skipIf(python === undefined)(`reads one with a linear path as it says${inTorch}`, async () => {
    const wide = (code: string): string => code.replaceAll('churn.safetensors', 'wide.safetensors');
    const made = await node([
      '--input-type=module',
      '-e',
      put(wide(program!), 'hidden: [8]', 'hidden: [8], linear: true'),
    ]);
    const [linear, path, sum] = said(/`(net\['linear'\] = [^`]+|path = [^`]+|net[^`]+ \+ path)`/g);
    const lines = [
      ['net.load_state_dict', `${linear}\nnet.load_state_dict`],
      ['for layer in', `${path}\nfor layer in`],
      ["net['layers'][-1](x)", sum!],
    ] as const;
    const text = lines.reduce((code, [from, to]) => put(code, from, to), wide(reader!));
    const [own, computed] = made.stdout.trim().split(' ');
    expect(computed).not.toBe(probability);
    expectAnswer(readInTorch(text), own!, computed!);
  });

  it('reads it in ten lines', () => {
    const lines = reader!.split('\n').filter((line) => line !== '' && !/^(import|from)/.test(line));
    expect(lines).toHaveLength(10);
  });

  it('names the tensors and the metadata of the file in their order', () => {
    const { metadata, tensors } = readFile(readFileSync(join(folder, 'churn.safetensors')));
    expect(firstColumn('key')).toEqual(Object.keys(metadata));
    const names = firstColumn('name').map((name) => name.replace(/, …$/, ''));
    const found = Object.keys(tensors).filter((name) => !name.startsWith('layers.1.'));
    expect(names.filter((name) => found.includes(name))).toEqual(found);
    const { network, classes, features, targets } = metadata;
    for (const text of [network, classes, features, targets]) expect(page).toContain(`\`${text}\``);
  });
});
