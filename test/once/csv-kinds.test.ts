// Columns of CSV texts: found out from the beginning, declared, and those that turn out otherwise later.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DenselyError } from '../../lib/index.js';
import { readColumns, readCsv, type CsvOptions, type CsvSource } from '../../lib/data/csv.js';
import { RandomState } from '../../lib/base/random.js';
import { placementOf } from '../../lib/base/matrix.js';
import { about, refusal } from '../refusals.js';
import { node } from './children.js';
import { piecesOf, readCells, type Cells } from './csv/tables.js';

const read = (text: string, options: object = {}): Promise<Cells> =>
  readCells(piecesOf(text), { target: 'y', ...options } as CsvOptions);

const told = async (source: CsvSource, options: object = {}): Promise<string[]> =>
  about((await refusal(() => readCsv(source, { target: 'y', ...options }))) as DenselyError);

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'densely-kinds-'))));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('kinds', () => {
  it('are found out; quotes never decide', async () => {
    const text = `n,q,word,zip,flag,day,none,y
1,"1.5",red,01234,TRUE,2024-01-05,,a
-2e3,"","blue, or so",98765,false,"2024-01-05T10:20Z",NA,b
NA,2,"5",00001,,?,-,a
`;
    expect(await read(text)).toEqual({
      kinds: {
        n: 'number',
        q: 'number',
        word: 'category',
        zip: 'category',
        flag: 'boolean',
        day: 'date',
        y: 'category',
      },
      cells: {
        n: [1, -2000, null],
        q: [1.5, null, 2],
        word: ['red', 'blue, or so', '5'],
        zip: ['01234', '98765', '00001'],
        flag: [true, false, null],
        day: [new Date('2024-01-05'), new Date('2024-01-05T10:20Z'), null],
        y: ['a', 'b', 'a'],
      },
    });
    const { frame, reading } = await readCsv(piecesOf(text), { target: 'y' });
    expect(frame!.columns.map(({ holes }) => holes)).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
    ]);
    expect(reading?.ignored).toEqual(['none', 'y']);
  });

  it('are what is said', async () => {
    const text = 'id,plan,size,day,flag,y\n7,1,S,5.1.2024,true,0\n8,2,L,,FALSE,1\n';
    const columns = {
      id: 'skip',
      plan: 'category',
      size: { order: ['S', 'M', 'L'] },
      day: { format: 'DMY' },
      flag: 'category',
    };
    expect(await read(text, { columns })).toEqual({
      kinds: { plan: 'category', size: 'category', day: 'date', flag: 'category', y: 'number' },
      cells: {
        plan: ['1', '2'],
        size: ['S', 'L'],
        day: [new Date('2024-01-05'), null],
        flag: ['true', 'FALSE'],
        y: [0, 1],
      },
    });
    const { frame } = await readCsv(piecesOf(text), { target: 'y', columns } as CsvOptions);
    expect(frame!.columns[1]).toMatchObject({ levels: ['S', 'M', 'L'], ordered: true });
    expect(frame!.columns[2]).toMatchObject({ said: { format: 'DMY' } });
  });

  it('refuse what is not of them, line by line', async () => {
    const text =
      'n,size,day,flag,m,y\n1,S,2024-01-05,true,1,0\nx,XL,2024-02-30,maybe,,1\n1e999,,5,,Inf,1\n';
    const columns = {
      n: 'number',
      size: { order: ['S', 'M', 'L'] },
      day: 'date',
      flag: 'boolean',
      m: { impute: 'refuse' },
    };
    expect(await told(piecesOf(text), { columns })).toEqual([
      'ERR_DATA',
      'source',
      `source: 8 problems:
line 3, column "n": "x" is not a number
line 3, column "size": "XL" is none of its levels: "S", "M", "L"; the nearest is "L"
line 3, column "day": "2024-02-30" is no date (YYYY-MM-DD)
line 3, column "flag": "maybe" is neither true nor false
line 3, column "m": the value is missing
line 4, column "n": "1e999" is too large for float64
line 4, column "day": "5" is no date (YYYY-MM-DD)
line 4, column "m": "Inf" is not a number
Correct these lines or leave them out.`,
    ]);
  });

  it('found out refuse a day that is none and a number that is infinite', async () => {
    const text = 'n,day,y\n1,2024-01-05,0\nInf,2024-02-30,1\n';
    expect((await told(piecesOf(text)))[2]).toContain(
      'line 3, column "n": "Inf" is not a number\nline 3, column "day": "2024-02-30" is no date',
    );
  });

  it('know more holes, numbers too, or other ones alone', async () => {
    const text = 'n,w,d,y\n1,none,2024-01-01,0\n-999.0,gone,9999-12-31,1\n-999,NA,,1\n';
    const more = await read(text, { holes: ['-999', 'gone', '9999-12-31'] });
    expect(more.cells).toEqual({
      n: [1, null, null],
      d: [new Date('2024-01-01'), null, null],
      y: [0, 1, 1],
    });
    const only = await read(text, { holes: { only: ['-999'] } });
    expect(only.cells).toMatchObject({ n: [1, null, null], w: ['none', 'gone', 'NA'] });
    expect((await told(piecesOf('a,y\n1,0\n2,-999\n'), { holes: ['-999'] }))[2]).toContain(
      'line 3, column "y": "-999" is a missing value',
    );
  });
});

describe('a column that turns out to be of another kind', () => {
  const rows = (n: number, row: string): string => `${row}\n`.repeat(n);
  const cases: [title: string, before: string, after: string, kind: string, last: unknown][] = [
    ['a number, then a word', '5', 'five', 'category', 'five'],
    ['a number, then a numeral with zeros', '5', '007', 'category', '007'],
    ['a date, then none', '2024-01-05', 'soon', 'category', 'soon'],
    ['a truth value, then none', 'TRUE', 'maybe', 'category', 'maybe'],
    ['nothing, then a number', '', '5.5', 'number', 5.5],
    ['nothing, then a word', 'NA', 'x', 'category', 'x'],
    ['nothing, then a date', '', '2024-01-05', 'date', new Date('2024-01-05')],
  ];
  it.each(cases)('%s: a file is read again', async (title, before, after, kind, last) => {
    const text = `a,y\n${rows(150_000, `${before},1`)}${after},0\n`;
    const { kinds, cells } = await readCells(file(`${title}.csv`, text), { target: 'y' });
    expect(kinds['a']).toBe(kind);
    expect(cells['a']!.at(-1)).toEqual(last);
    expect(cells['a']).toHaveLength(150_001);
    // Small texts are in memory whole.
    const short = await read(`a,y\n${rows(2000, `${before},1`)}${after},0\n`);
    expect(short.kinds['a']).toBe(kind);
  });

  it.each(cases)('%s: a stream is refused with its line', async (_, before, after) => {
    const text = `a,y\n${rows(150_000, `${before},1`)}${after},0\n`;
    const [code, argument, message] = await told(piecesOf(text));
    expect([code, argument]).toEqual(['ERR_DATA', 'source']);
    expect(message).toContain(`line 150002, column "a": "${after}" `);
    expect(message).toContain(
      "This source cannot be read again: say what the column holds, such as columns: { a: 'category' }, or give a file's path",
    );
  });

  it('and becomes a question is asked about', async () => {
    const text = `a;y\n${rows(150_000, '5;1')}1.234,5;0\n`;
    expect((await told(file('question.csv', text)))[2]).toContain(
      `column "a" holds "1.234,5" on line 150002: is it a number or a word? Say columns: { a: { decimal: ',', thousands: '.' } }`,
    );
  });

  it('because of a numeral that is a name is refused so', async () => {
    const text = `a,y\n${rows(150_000, '5,1')}007,0\n`;
    expect((await told(piecesOf(text)))[2]).toContain(
      'line 150002, column "a": "007" begins with a zero, so that it is a name and no number.',
    );
  });

  it('as a target is refused: numbers, then words', async () => {
    const text = `a,y\n${rows(150_000, '5,1')}5,u\n`;
    expect((await told(file('target.csv', text)))[2]).toContain(
      'column "y" holds numbers (first "1" on line 2) and text (first "u" on line 150002)',
    );
    const all = await readCells(file('target.csv', text), { target: 'y', task: 'classification' });
    expect(all.cells['y']!.slice(-2)).toEqual(['1', 'u']);
  });
});

describe('large tables', () => {
  it('of 5,000 columns are read', async () => {
    const columns = Array.from({ length: 5000 }, (_, j) => `c${j}`);
    const row = (i: number): string => columns.map((_, j) => `${i + j / 8}`).join(',');
    const text = `${columns.join(',')}\n${Array.from({ length: 30 }, (_, i) => row(i)).join('\n')}`;
    const X = await readColumns(piecesOf(text));
    expect([X.rows, X.cols]).toEqual([5000, 30]);
    const { storage } = placementOf(X);
    expect(storage.findIndex((v, k) => v !== Math.floor(k / 5000) + (k % 5000) / 8)).toBe(-1);
  });

  it('of more than 100,000 words in a column are refused, unless it is skipped', async () => {
    const rows = Array.from({ length: 100_002 }, (_, i) => `id${i},${i % 2},${i % 3}`).join('\n');
    const text = `id,a,y\n${rows}\n`;
    expect(await told(piecesOf(text))).toEqual([
      'ERR_DATA',
      'source',
      `source: column "id" holds more than 100000 different words, the next on line 100002. If they are names of the examples, leave it out: columns: { id: 'skip' }.`,
    ]);
    const { cells } = await read(text, { columns: { id: 'skip' } });
    expect(cells['a']).toHaveLength(100_002);
  });
});

describe('numbers', () => {
  /** Texts that are hard to round: halves of neighbouring doubles, edges, many digits. */
  function hard(random: RandomState, count: number): string[] {
    const bits = new DataView(new ArrayBuffer(8));
    const below = (n: number): number => Math.floor(random.random() * n);
    const digits = (n: number): string => Array.from({ length: n }, () => below(10)).join('');
    const of = [
      () => {
        bits.setUint32(0, below(2 ** 32));
        bits.setUint32(4, below(2 ** 32));
        const value = bits.getFloat64(0);
        return String(Number.isFinite(value) ? value : 1.5);
      },
      () => `${1 + below(9)}${digits(below(25))}.${digits(below(25))}`,
      () => `0.${'0'.repeat(below(20))}${digits(1 + below(20))}`,
      () => `${below(10)}.${digits(1 + below(19))}e${below(640) - 330}`,
      () => (2n ** 53n + BigInt(below(2 ** 20)) * 2n + 1n).toString(),
      () => `${(2n ** BigInt(53 + below(40)) + 2n ** BigInt(below(53))).toString()}.5`,
      () => `${below(2 ** 31) - 2 ** 30}`,
      () => `${below(2)}E-${300 + below(30)}`,
      () => `${digits(1 + below(3)) || 0}.`,
      () => `.${digits(1 + below(17))}`,
    ];
    return Array.from({ length: count }, (_, i) => {
      const text = of[i % of.length]!().replace(/^-?(0+(?=\d))?/, '');
      return Number.isFinite(Number(text)) ? (below(3) === 0 ? `-${text}` : text) : '1e308';
    });
  }

  it.each([',', ';'])(
    'have the bits of Number(text), a hundred thousand hard ones: %s',
    async (d) => {
      const texts = hard(new RandomState(7), 100_000);
      const lines = Array.from({ length: 10_000 }, (_, i) =>
        texts.slice(10 * i, 10 * i + 10).join(d),
      );
      const options = { header: false, delimiter: d } as const;
      const { storage } = placementOf(await readColumns(piecesOf(lines.join('\r\n')), options));
      expect(texts.filter((text, k) => !Object.is(Number(text), storage[k]))).toEqual([]);
      const quoted = texts.map((text) => `"${text}"`);
      const more = Array.from({ length: 10_000 }, (_, i) =>
        quoted.slice(10 * i, 10 * i + 10).join(d),
      );
      const same = placementOf(await readColumns(piecesOf(more.join('\n')), options)).storage;
      expect(storage.findIndex((value, k) => !Object.is(value, same[k]))).toBe(-1);
      if (d === ',') return;
      const comma = lines.map((line) => line.replaceAll('.', ','));
      const german = await readColumns(piecesOf(comma.join('\n')), { ...options, decimal: ',' });
      const values = placementOf(german).storage;
      expect(storage.findIndex((value, k) => !Object.is(value, values[k]))).toBe(-1);
    },
  );
});

describe('a machine', () => {
  it('of another time zone and language reads the same', async () => {
    const path = file('zones.csv', 'd,w,n,y\n2024-03-31T02:30,ı,1,0\n2024-10-27 02:30:00,I,2,1\n');
    const script = `import('./dist/index.js').then(async ({ Dataset }) => {
      const data = await Dataset.csv(process.argv[1], { target: 'y' });
      console.log(JSON.stringify(data.records()));
    });`;
    const outputs = await Promise.all(
      [
        { TZ: 'Europe/Berlin', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' },
        { TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
      ].map((env) => node(['-e', script, path], { env })),
    );
    for (const { stdout, code } of outputs) {
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toEqual([
        { d: '2024-03-31T02:30:00.000Z', w: 'ı', n: 1 },
        { d: '2024-10-27T02:30:00.000Z', w: 'I', n: 2 },
      ]);
    }
  });

  it('reads a long file in a thread: the same table, the same refusal', async () => {
    const rows = Array.from({ length: 400_000 }, (_, i) => `${i / 8},w${i % 7},${i % 2}`);
    const long = file('long.csv', `a,b,y\n${rows.join('\n')}\n`);
    const wrong = file('wrong.csv', `a,b,y\n${rows.join('\n')}\n1,w,\n2,w,NA\n`);
    const script = `import('./dist/index.js').then(async ({ Dataset, DenselyError }) => {
      let threads = 0;
      process.on('worker', () => threads++);
      const data = await Dataset.csv(process.argv[1], { target: 'y' });
      const { records, size } = { records: data.subset([0, 399999]).records(), size: data.size };
      const error = await Dataset.csv(process.argv[2], { target: 'y' }).catch((e) => e);
      const { code, argument, message } = error;
      const refused = [error instanceof DenselyError, code, argument, message];
      console.log(JSON.stringify({ threads, size, records, refused }));
    });`;
    const { stdout, code } = await node(['-e', script, long, wrong]);
    expect(code).toBe(0);
    const { threads, size, records, refused } = JSON.parse(stdout) as Record<string, unknown>;
    expect([threads, size]).toEqual([2, 400_000]);
    expect(records).toEqual([
      { a: 0, b: 'w0' },
      { a: 399_999 / 8, b: 'w5' },
    ]);
    const message = `${wrong}: 2 problems:
line 400002, column "y": the value is missing
line 400003, column "y": "NA" is a missing value (if it is a class, say holes: { only: [] })
Correct these lines or leave them out.`;
    expect(refused).toEqual([true, 'ERR_DATA', 'path', message]);
    const here = await told(wrong);
    expect(here).toEqual(['ERR_DATA', 'path', message]);
  });
});
