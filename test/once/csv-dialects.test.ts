// How texts are written: delimiters, decimals, encodings, what stands before the header and behind the last record.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Table, type DenselyError } from '../../lib/index.js';
import { readColumns, type CsvOptions } from '../../lib/data/csv.js';
import { about, refusal } from '../refusals.js';
import { piecesOf, readCells, type Cells } from './csv/tables.js';

type Piece = string | Uint8Array;

const read = (text: Piece, options: object = {}): Promise<Cells> =>
  readCells(piecesOf(text), { target: 'y', ...options } as CsvOptions);

const told = async (text: Piece, options: object = {}): Promise<string[]> =>
  about((await refusal(() => read(text, options))) as DenselyError);

const TABLE = { a: [1.5, 2.5], b: ['u', 'v'], y: [0, 1] };

describe('the delimiter is found out', () => {
  it.each([',', ';', '\t', '|'])('%j', async (delimiter) => {
    const text = `a${delimiter}b${delimiter}y\n1.5${delimiter}u${delimiter}0\n2.5${delimiter}v${delimiter}1\n`;
    expect((await read(text)).cells).toEqual(TABLE);
    const quoted = text.replaceAll('u', '"u"').replaceAll('1.5', '"1.5"');
    expect((await read(quoted)).cells).toEqual(TABLE);
  });

  it('where decimal commas and words with others of them are around', async () => {
    const german = 'a;b;y\n1,5;u;0\n2,5;v;1\n';
    expect((await read(german, { decimal: ',' })).cells).toEqual(TABLE);
    const words = 'name\ty\nSmith, John|x\t0\nDoe, Jane|x\t1\n';
    expect((await read(words)).cells['name']).toEqual(['Smith, John|x', 'Doe, Jane|x']);
    const inQuotes = 'name,y\n"a;b;c",0\n"d;e;f",1\n';
    expect((await read(inQuotes)).cells['name']).toEqual(['a;b;c', 'd;e;f']);
  });

  it('and is a comma where there is none', async () => {
    expect((await readColumns(piecesOf('a\n1\n2\n'))).toArray()).toEqual([[1, 2]]);
  });

  it("by Excel's first line too", async () => {
    expect((await read('sep=;\r\na;b;y\r\n1.5;u;0\r\n2.5;v;1\r\n')).cells).toEqual(TABLE);
    expect((await read('sep=;\na;b;y\n1.5;u;0\n2.5;v;1\n', { delimiter: ';' })).cells).toEqual(
      TABLE,
    );
    expect((await read('\uFEFFsep=^\na^b^y\n1.5^u^0\n2.5^v^1\n')).cells).toEqual(TABLE);
  });
});

describe('numbers', () => {
  it('have decimal commas, thousands and units, of all columns or of one', async () => {
    const text = 'price;rate;n;y\n1.234,5;12 %;3;0\n-7;3%;4;1\n';
    const columns = {
      price: { decimal: ',', thousands: '.' },
      rate: { unit: '%' },
    };
    expect((await read(text, { columns })).cells).toEqual({
      price: [1234.5, -7],
      rate: [12, 3],
      n: [3, 4],
      y: [0, 1],
    });
    const all = { decimal: ',', thousands: '.', unit: '%' };
    expect((await read(text, all)).cells['price']).toEqual([1234.5, -7]);
  });

  it('that are not plain are asked about, all at once, with a cell and the answer', async () => {
    const text = 'price;day;n;y\n;03/04/2024;3;0\n"1.234,5";05/04/2024;4;1\n';
    expect(await told(text)).toEqual([
      'ERR_OPTION',
      'columns',
      `source: column "price" holds "1.234,5" on line 3: is it a number or a word? Say columns: { price: { decimal: ',', thousands: '.' } } or columns: { price: 'category' }.
column "day" holds "03/04/2024" on line 2: which is the day, which the month? Say columns: { day: { kind: 'date', format: 'DMY' } } or columns: { day: { kind: 'date', format: 'MDY' } } or columns: { day: 'category' }.`,
    ]);
    const columns = { price: 'category', day: { kind: 'date', format: 'DMY' } };
    expect((await read(text, { columns })).cells).toMatchObject({
      price: [null, '1.234,5'],
      day: [new Date('2024-04-03'), new Date('2024-04-05')],
    });
  });

  it('of a target are asked about too', async () => {
    const text = 'a;y\n1;2,5\n2;3,5\n';
    expect(await told(text)).toEqual([
      'ERR_OPTION',
      'columns',
      expect.stringContaining(
        "Say columns: { y: { decimal: ',' } } or columns: { y: 'category' }.",
      ),
    ]);
    expect((await read(text, { decimal: ',' })).cells['y']).toEqual([2.5, 3.5]);
    expect((await read(text, { task: 'classification' })).cells['y']).toEqual(['2,5', '3,5']);
    const [, , message] = await told(text, { task: 'regression' });
    expect(message).toContain('line 2, column "y": "2,5" is not a number (a number has no comma');
  });
});

describe('encodings', () => {
  const text = 'größe,y\nü€,0\nä😀,1\n';
  const cells = { größe: ['ü€', 'ä😀'], y: [0, 1] };
  const utf16 = (of: string): Uint8Array => Buffer.from(of, 'utf16le');
  const swapped = (bytes: Uint8Array): Uint8Array => Buffer.from(bytes).swap16();

  it.each<[string, Uint8Array]>([
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16 LE with one', utf16(`\uFEFF${text}`)],
    ['UTF-16 BE with one', swapped(utf16(`\uFEFF${text}`))],
    ['UTF-16 LE', utf16(text.repeat(1))],
    ['UTF-16 BE', swapped(utf16(text))],
  ])('%s is recognised', async (_, bytes) => {
    expect((await read(bytes)).cells).toEqual(cells);
    const halves = [bytes.subarray(0, 7), bytes.subarray(7)];
    expect((await readCells(piecesOf(...halves), { target: 'y' })).cells).toEqual(cells);
  });

  it('that are damaged are told as such', async () => {
    const nul = 'line 2 has a NUL byte, which is in no text: say encoding';
    for (const cell of ['u\0', '\0'])
      expect((await told(`a,y\n${cell},0\nv,1\n`))[2]).toContain(nul);
    const number = await told('a,y\n5,0\n5\0,0\n6,1\n');
    expect(number[2]).toContain('line 3 has a NUL byte');
    const bytes = utf16(`\uFEFF${text}`);
    for (const left of [bytes.subarray(0, -1), swapped(bytes).subarray(0, -1)])
      expect((await told(left))[2]).toMatch(
        /source failed: it ends within a character of utf-16[lb]e: the rest is missing/,
      );
    const half = utf16(`\uFEFFa,y\nb,1\n😀`).subarray(0, -2);
    expect((await told(half))[2]).toContain('ends within a character of utf-16le');
  });

  it('Latin-1 is read where it is said', async () => {
    const latin1 = Buffer.from('größe,y\nä,0\n\x80,1\n', 'latin1');
    expect((await read(latin1, { encoding: 'latin1' })).cells).toEqual({
      größe: ['ä', '€'],
      y: [0, 1],
    });
    const [, , message] = await told(latin1);
    expect(message).toContain("line 1 is not text in UTF-8. Say encoding: 'latin1'");
  });
});

describe('before and behind the table', () => {
  it('lines are skipped, and comments are left out', async () => {
    const rows = 'a,b,y\n1.5,u,0\n#,,\n2.5,v,1\n';
    expect((await read(`Report\n"of\n${rows}`, { skip: 2, comment: '#' })).cells).toEqual(TABLE);
    const lines = 'a,b,y\n# a\n1.5,u,0\n# b\n2.5,v,\n';
    const [, , message] = await told(lines, { comment: '#' });
    expect(message).toContain('line 5, column "y": the value is missing');
  });

  it('a title is told with the line of the header', async () => {
    const text = 'Quarterly report,,\n,,\nsize,age,y\n1,2,0\n3,4,1\n';
    const [code, , message] = await told(text);
    expect(code).toBe('ERR_OPTION');
    expect(message).toContain('Line 3 may be the header: say skip: 2.');
    expect((await read(text, { skip: 2 })).cells).toEqual({ size: [1, 3], age: [2, 4], y: [0, 1] });
  });

  it('a title is told where no column is asked for too', async () => {
    const table = async (text: string): Promise<string> =>
      ((await refusal(() => Table.csv(piecesOf(text)))) as DenselyError).message;
    expect(await table('Quarterly report\nsize,age,y\n1,2,0\n3,4,1\n')).toBe(
      'source: line 1 has 1 field, but all lines behind it have 3: is it a title? Line 2 may be the header: say skip: 1.',
    );
    expect(await table('Quarterly report,,\n,,\nsize,age,y\n1,2,0\n')).toContain(
      'Line 3 may be the header: say skip: 2.',
    );
    // Some programs write numbers of rows without a name.
    expect(await table('size,age\n1,2,0\n2,4,1\n')).toContain('line 2 has 3 fields, but line 1');
  });

  it('the first of records of words is the header, and the schema says that it may be none', async () => {
    const words = (text: string, options?: object): Promise<Table> =>
      Table.csv(piecesOf(text), options);
    const advice = /^the first line was taken for names of columns: say header: false if it is/;
    const [column] = (await words('ann\nbob\neve\n')).schema.columns;
    expect([column?.name, column?.levels]).toEqual(['ann', ['bob', 'eve']]);
    expect(column?.advice).toEqual([expect.stringMatching(advice)]);
    const several = (await words('ann,x\nbob,y\neve,\n')).schema.columns;
    expect(several.map((each) => each.advice.length)).toEqual([1, 1]);
    expect(several[1]?.advice[0]).not.toMatch(advice);
    const refused = (await refusal(() => words('ann\nbob\nann\n'))) as DenselyError;
    expect(refused.message).toBe(
      'The first record may be an example ("ann", as on line 3): say header: false if it is one, or header: true if it names the columns.',
    );
    const all = await words('ann\nbob\nann\n', { header: false });
    expect(all.records()).toEqual([{ x1: 'ann' }, { x1: 'bob' }, { x1: 'ann' }]);
    for (const said of [
      { header: true },
      { features: ['ann'] },
      { columns: { ann: 'category' } },
    ]) {
      const table = await words('ann\nbob\nann\n', said);
      expect([table.size, table.schema.columns[0]?.advice]).toEqual([2, []]);
    }
    expect((await words('ann\n2\n1\n')).schema.columns[0]?.advice).toEqual([]);
  });

  it('empty records at the end are none, others are holes', async () => {
    const text = 'a,b,y\n1.5,u,0\n2.5,v,1\n,,\n,,\n';
    expect((await read(text)).cells).toEqual(TABLE);
    expect((await read(`${text}\n ,, \n`)).cells).toEqual(TABLE);
    expect((await read(`${text},\n`)).cells).toEqual(TABLE);
    const [, , message] = await told(`${text}3.5,w,1\n`);
    expect(message).toContain(
      'line 4, column "y": the value is missing\nline 5, column "y": the value is missing\n',
    );
    expect((await read('a,b,y\n1.5,u,0\n,,0\n2.5,v,1\n')).cells).toEqual({
      a: [1.5, null, 2.5],
      b: ['u', null, 'v'],
      y: [0, 0, 1],
    });
  });

  it('a column without name and values is none; without a name one must not be used', async () => {
    expect((await read('a,b,y,\n1.5,u,0,\n2.5,v,1,\n')).cells).toEqual(TABLE);
    const used = ',a,y\n0,1,0\n1,2,1\n';
    expect((await read(used, { features: ['a'] })).cells).toEqual({ a: [1, 2], y: [0, 1] });
    expect((await told(used))[2]).toContain('line 1: column 1 of 3 has no name');
    const late = `a,y,\n${'1,0,\n'.repeat(20_000)}2,1,x\n`;
    expect((await told(late))[2]).toContain('line 1: column 3 of 3 has no name');
  });

  it('names that are there twice matter where they are used', async () => {
    const twice = 'a,a,b,y\n1,2,3,0\n4,5,6,1\n';
    expect((await read(twice, { features: ['b'] })).cells).toEqual({ b: [3, 6], y: [0, 1] });
    expect((await told(twice))[2]).toContain('columns 1 and 2 have the same name, "a"');
  });
});

describe('a file', () => {
  let folder = '';
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'densely-dialects-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('may be zipped, and so may a stream', async () => {
    const text = `a,b,y\n${'1.5,u,0\n2.5,v,1\n'.repeat(20_000)}`;
    const zipped = gzipSync(text);
    const path = join(folder, 'table.csv.gz');
    writeFileSync(path, zipped);
    const plain = await read(text);
    expect(plain.cells['a']).toHaveLength(40_000);
    expect(await readCells(path, { target: 'y' })).toEqual(plain);
    const pieces = Array.from({ length: Math.ceil(zipped.length / 100) }, (_, i) =>
      zipped.subarray(100 * i, 100 * i + 100),
    );
    expect(await readCells(piecesOf(...pieces), { target: 'y' })).toEqual(plain);
  });
});

describe('options', () => {
  it.each([
    [{ encoding: 'utf8' }, 'encoding'],
    [{ skip: -1 }, 'skip'],
    [{ skip: 1.5 }, 'skip'],
    [{ comment: '##' }, 'comment'],
    [{ comment: '"' }, 'comment'],
    [{ comment: ',', delimiter: ',' }, 'comment'],
    [{ holes: 'NA' }, 'holes'],
    [{ holes: [9] }, 'holes'],
    [{ decimal: ';' }, 'decimal'],
    [{ thousands: '.' }, 'thousands'],
    [{ decimal: ',', thousands: ',' }, 'thousands'],
    [{ unit: '5' }, 'unit'],
    [{ columns: { q: 'skip' } }, 'columns.q'],
    [{ columns: { a: 'text' } }, 'columns.a'],
  ])('%j', async (options, argument) => {
    expect((await told('a,y\n1,0\n2,1\n', options)).slice(0, 2)).toEqual(['ERR_OPTION', argument]);
  });
});
