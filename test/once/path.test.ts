// A file's URL is its path wherever a path is taken; other URLs are refused with what to do instead.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dataset, datasets, logisticRegression, Model, readColumns } from '../../lib/index.js';
import { idx } from '../idx.js';
import { about, refusedWith, wrong } from '../refusals.js';

const folder = mkdtempSync(join(tmpdir(), 'densely path %25 é#-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);
const url = (name: string): URL => pathToFileURL(path(name));
const model = logisticRegression(datasets.moons({ size: 20 }));

beforeAll(async () => {
  await model.save(url('model.safetensors'));
  writeFileSync(path('table.csv'), 'a,b\n1,0\n2,1\n');
  writeFileSync(path('images'), idx([2, 1], [7, 9]));
  writeFileSync(path('labels'), idx([2], [0, 1]));
});

describe('a file: URL', () => {
  it('leads where save wrote, for load', async () => {
    const [byUrl, byPath] = [url('model.safetensors'), path('model.safetensors')];
    for (const from of [byUrl, byPath, new URL(byUrl.href)])
      expect((await Model.load(from)).toBytes()).toEqual(model.toBytes());
  });

  it('leads to tables and images', async () => {
    const table = url('table.csv');
    expect((await Dataset.csv(table, { target: 'b' })).labels).toEqual([0, 1]);
    expect((await readColumns(table)).toArray()).toEqual([
      [1, 2],
      [0, 1],
    ]);
    expect((await Dataset.idx(url('images'), url('labels'))).labels).toEqual([0, 1]);
  });

  it('of another context is one too', async () => {
    const { href } = url('table.csv');
    const foreign = runInNewContext('new URL(href)', { URL: class extends URL {}, href }) as URL;
    expect((await readColumns(foreign)).rows).toBe(2);
  });

  it('is a path in messages', async () => {
    const { message } = await refusedWith(() => Model.load(url('none')));
    expect(message).toContain(`from ${JSON.stringify(path('none'))}: the file is missing`);
    const csv = await refusedWith(() => readColumns(url('none')));
    expect(csv.message).toBe(`${path('none')}: there is no such file.`);
  });
});

type Taker = (of: string | URL) => Promise<unknown>;

const takers: [name: string, take: Taker, code: string, argument: string, advice: string][] = [
  ['load', (of) => Model.load(of), 'ERR_MODEL_FILE', 'path', 'Model.fromBytes(new Uint8Array('],
  ['save', (to) => model.save(to), 'ERR_MODEL_FILE', 'path', 'toBytesAsync'],
  [
    'csv',
    (of) => Dataset.csv(of, { target: 'b' }),
    'ERR_DATA',
    'source',
    '(await fetch(url)).body',
  ],
  ['readColumns', (of) => readColumns(of), 'ERR_DATA', 'source', '(await fetch(url)).body'],
  ['idx', (of) => Dataset.idx(of, of), 'ERR_DATA', 'images', 'new Uint8Array(await (await fetch('],
];

describe.each(takers)('%s', (_, take, code, argument, advice) => {
  it.each([
    ['https://example.org/a'],
    [new URL('https://example.org/a')],
    [new URL('data:text/csv,a')],
    ['s3://bucket/a'],
  ])('says what to do with %s', async (of) => {
    const refused = about(await refusedWith(() => take(of)));
    expect(refused.slice(0, 2)).toEqual([code, argument]);
    expect(refused[2]).toContain(`${argument} is the URL "${String(of)}", which is no file of`);
    expect(refused[2]).toContain(advice);
  });

  it('takes no URL as text', async () => {
    const refused = about(await refusedWith(() => take(url('table.csv').href)));
    expect(refused.slice(0, 2)).toEqual([code, argument]);
    expect(refused[2]).toContain('give a path, or new URL("file:///');
  });

  it('says which URL of a file is no path', async () => {
    const { message } = await refusedWith(() => take(new URL('file:///a%2Fb')));
    expect(message).toContain('is the URL "file:///a%2Fb", which is no path here: ');
  });

  it('takes nothing that only looks like a URL', async () => {
    const alike = wrong<URL>({ href: 'file:///a', protocol: 'file:' });
    const refused = about(await refusedWith(() => take(alike)));
    expect(refused.slice(0, 2)).toEqual([code, argument]);
    expect(refused[2]).toContain(`${argument} must be `);
  });

  it('finds no file with a NUL in its name', async () => {
    expect((await refusedWith(() => take(new URL('file:///a%00b')))).code).toBe(code);
  });
});
