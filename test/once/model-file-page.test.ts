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

describe('docs/model-file.md', async () => {
  const { code, stdout, stderr } = await node(['--input-type=module', '-e', program!]);
  const [label, probability] = stdout.trim().split(' ');

  it('makes a model in Node', () => {
    expect([code, stderr, label]).toEqual([0, '', 'yes']);
    expect(Number(probability)).toBeGreaterThan(0.5);
  });

  it.skipIf(python === undefined)(`reads it in PyTorch, strictly${inTorch}`, () => {
    const stub = fileURLToPath(new URL('model-file', import.meta.url));
    // Behind what is installed: the package itself comes first where it is there.
    const text = `import sys\nsys.path.append(${JSON.stringify(stub)})\n${reader}`;
    const ended = spawnSync(python!, ['-c', text], { encoding: 'utf8' });
    expect(ended.stderr).toBe('');
    const [read, computed] = ended.stdout.trim().split(' ');
    expect(read).toBe(label);
    expect(Number(computed)).toBeCloseTo(Number(probability), 6);
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
