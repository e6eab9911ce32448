// Tables of CSV text: what is read, exactly; what is refused, with its line; and that a source is
// read piece by piece and closed.
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DenselyError, ErrorCode, Label } from '../../lib/index.js';
import { Matrix, placementOf } from '../../lib/base/matrix.js';
import type { FrameColumn } from '../../lib/data/frame.js';
import { RandomState } from '../../lib/base/random.js';
import { readColumns, readCsv as readSource, type CsvOptions } from '../../lib/data/csv.js';
import { readCells, readNumbers as readCsv, type Numbers as Table } from './csv/tables.js';
import { about, refusedWith } from '../refusals.js';

type Piece = string | Uint8Array;

async function* pieces(...list: Piece[]): AsyncGenerator<Piece> {
  yield* list;
}

const read = (text: Piece, options: unknown = { target: 'y' }): Promise<Table> =>
  readCsv(pieces(text), options as CsvOptions);

/** A table as plain values. */
function plain({ X, targets, features, targetNames }: Table): Record<string, unknown> {
  return {
    X: X.toArray(),
    targets: targets instanceof Matrix ? targets.toArray() : targets,
    features,
    targetNames,
  };
}

const refusal = (call: Promise<unknown>): Promise<DenselyError> => refusedWith(() => call);

describe('values', () => {
  const accepted: [text: string, value: number][] = [
    ['0', 0],
    ['-0', -0],
    ['007', 7],
    ['+5', 5],
    ['.5', 0.5],
    ['5.', 5],
    ['-1.5e3', -1500],
    ['2E-2', 0.02],
    ['+.25e+1', 2.5],
    ['0e5', 0],
    ['1e-400', 0],
    ['0.1', 0.1],
    ['9007199254740993', 9007199254740992],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['5e-324', 5e-324],
    [' \t 3 \u00a0', 3],
    ['" 4 "', 4],
    ['"\n6"', 6],
  ];
  it.each(accepted)('%j is read', async (text, value) => {
    const X = await readColumns(pieces(`a\n${text}\n`));
    expect(X.toArray()).toEqual([[value]]);
  });

  const notNumbers = [
    '0x10',
    '0b1',
    '0o7',
    '1_000',
    '1 000',
    'Infinity',
    '-inf',
    '1e',
    'e5',
    '.',
    '+',
  ];
  it.each([...notNumbers, '--1', '1.2.3', '1e5.5', 'true', '٣', '−5', '12px', 'naan'])(
    '%j is not a number',
    async (text) => {
      const error = await refusal(readColumns(pieces(`a\n1\n${text}\n`)));
      expect(error.message).toBe(
        `source: one problem:\nline 3, column "a": "${text}" is not a number\nCorrect these lines or leave them out.`,
      );
    },
  );

  it.each(['', 'NA', 'N/A', '#N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '?', '-'])(
    '%j is missing',
    async (text) => {
      const said = text === '' ? 'the value is missing' : `"${text}" is a missing value`;
      const error = await refusal(readColumns(pieces(`a,b\n1,2\n${text},3\n`)));
      expect(error.message).toContain(`line 3, column "a": ${said}\n`);
    },
  );

  it('are those that the dtype can hold', async () => {
    const text = 'a\n3.4028235677973362e38\n-16777217\n1e-46\n';
    const X = await readColumns(pieces(text), { dtype: 'float32' });
    expect(X.dtype).toBe('float32');
    expect(X.toArray()).toEqual([[3.4028234663852886e38, -16777216, 0]]);
    const large = await refusal(
      readColumns(pieces('a\n3.4028235677973366e38\n1e400\n'), { dtype: 'float32' }),
    );
    expect(large.message).toContain(
      'line 2, column "a": "3.4028235677973366e38" is too large for float32\nline 3, column "a": "1e400" is too large for float32\n',
    );
    const larger = await refusal(readColumns(pieces('a\n-1e309\n')));
    expect(larger.message).toContain('"-1e309" is too large for float64');
  });
});

describe('real files', () => {
  const cases: [name: string, m: number, n: number, sum: number][] = [
    ['iris', 150, 4, 2078.7],
    ['wine_data', 178, 13, 159975.295999],
    ['breast_cancer', 569, 30, 1056474.4596356],
  ];
  it.each(cases)('%s is what splitting it gives', async (name, m, n, sum) => {
    const text = readFileSync(new URL(`../fixtures/${name}.csv`, import.meta.url), 'utf8');
    // Their first line is not a header: it tells the counts and the classes.
    const body = text.slice(text.indexOf('\n') + 1);
    const rows = body
      .trimEnd()
      .split('\n')
      .map((line) => line.split(',').map(Number));
    const options = { target: -1, header: false, task: 'classification' } as const;
    const table = await readCsv(pieces(body), options);
    expect([table.X.rows, table.X.cols, table.X.dtype]).toEqual([n, m, 'float64']);
    expect(table.X.T.toArray()).toEqual(rows.map((row) => row.slice(0, -1)));
    expect(table.targets).toEqual(rows.map((row) => row.at(-1)));
    expect(table.features).toEqual(Array.from({ length: n }, (_, i) => `x${i + 1}`));
    expect(table.targetNames).toEqual([`x${n + 1}`]);
    expect(table.task).toBe('classification');
    expect(
      table.X.toArray()
        .flat()
        .reduce((a, b) => a + b),
    ).toBeCloseTo(sum, 6);
    const narrow = await readCsv(pieces(body), { ...options, dtype: 'float32' });
    expect(narrow.X.T.toArray()).toEqual(rows.map((row) => row.slice(0, -1).map(Math.fround)));
  });
});

// Everything at once: byte order mark, quoted names, both line ends, line breaks, delimiters and quotes
// in fields, empty lines, spaces around quotes, two- to four-byte characters, no line end at the end.
const RICH =
  '\uFEFF"größe", "a ""b""",y\r\n1.5,-2,"ja, \n""so"""\n\r\n  \n 3 ,"4" ,Δ😀\r\n5,6e0,"x\r\ny"\n7,8,Δ😀';
const RICH_TABLE = {
  X: [
    [1.5, 3, 5, 7],
    [-2, 4, 6, 8],
  ],
  targets: ['ja, \n"so"', 'Δ😀', 'x\r\ny', 'Δ😀'],
  features: ['größe', 'a "b"'],
  targetNames: ['y'],
};

describe('text', () => {
  it('with everything in it is read', async () => {
    expect(plain(await read(RICH))).toEqual(RICH_TABLE);
  });

  it('cut at every byte gives the same table', async () => {
    const bytes = new TextEncoder().encode(RICH);
    for (let at = 0; at <= bytes.length; at++) {
      const table = await readCsv(pieces(bytes.subarray(0, at), bytes.subarray(at)), {
        target: 'y',
      });
      expect(plain(table), `cut at ${at}`).toEqual(RICH_TABLE);
    }
  });

  it('cut at every letter, halves of a character too, gives the same table', async () => {
    for (let at = 0; at <= RICH.length; at++) {
      const table = await readCsv(pieces(RICH.slice(0, at), RICH.slice(at)), { target: 'y' });
      expect(plain(table), `cut at ${at}`).toEqual(RICH_TABLE);
    }
  });

  it('byte by byte, and letter by letter, gives the same table', async () => {
    const bytes = Array.from(new TextEncoder().encode(RICH), (byte) => Uint8Array.of(byte));
    expect(plain(await readCsv(pieces(...bytes), { target: 'y' }))).toEqual(RICH_TABLE);
    expect(plain(await readCsv(pieces(...RICH.split('')), { target: 'y' }))).toEqual(RICH_TABLE);
  });

  it('may come in one buffer that is used again and again', async () => {
    const buffer = new Uint8Array(3);
    async function* reused(): AsyncGenerator<Uint8Array> {
      const bytes = new TextEncoder().encode(RICH);
      for (let at = 0; at < bytes.length; at += 3) {
        const part = bytes.subarray(at, at + 3);
        buffer.set(part);
        yield buffer.subarray(0, part.length);
      }
    }
    expect(plain(await readCsv(reused(), { target: 'y' }))).toEqual(RICH_TABLE);
  });

  it('may come from a Readable, a web stream, a Blob', async () => {
    const chunks = [RICH.slice(0, 30), RICH.slice(30)];
    const sources = [Readable.from(chunks), ReadableStream.from(chunks), new Blob(chunks).stream()];
    for (const source of sources) {
      const table = await readCsv(source as AsyncIterable<Piece>, { target: 'y' });
      expect(plain(table)).toEqual(RICH_TABLE);
    }
  });

  it('may have old line ends, CR alone', async () => {
    expect(plain(await read('a,y\r1,u\r2,v'))).toMatchObject({ X: [[1, 2]], targets: ['u', 'v'] });
  });

  it.each([';', '\t', '|', ' ', '§', '😀'])('may have the delimiter %j', async (delimiter) => {
    const text = 'a,y,b\n1,u,2\n"3","v,",4\n'.replaceAll(',', delimiter);
    const table = await read(text, { target: 'y', delimiter });
    expect(plain(table)).toEqual({
      X: [
        [1, 3],
        [2, 4],
      ],
      targets: ['u', `v${delimiter}`.trim()],
      features: ['a', 'b'],
      targetNames: ['y'],
    });
  });

  it('keeps an empty field between two tabs', async () => {
    const text = 'a\tb\ty\n1\t\tu\n2\t3\tv\n';
    const { cells } = await readCells(pieces(text), { target: 'y', delimiter: '\t' });
    expect(cells).toEqual({ a: [1, 2], b: [null, 3], y: ['u', 'v'] });
  });
});

describe('columns', () => {
  const text = 'id,a,y,b,z\nq,1,5,2,7\nr,3,6,4,8\n';
  const of = async (options: object): Promise<unknown> => plain(await read(text, options));

  it('are chosen and ordered by name; the others are not looked at', async () => {
    expect(await of({ target: 'y', features: ['b', 'a'], task: 'regression' })).toEqual({
      X: [
        [2, 4],
        [1, 3],
      ],
      targets: [5, 6],
      features: ['b', 'a'],
      targetNames: ['y'],
    });
  });

  it('are found by number, from the end too', async () => {
    const first = await of({ target: 0, features: ['a'] });
    expect(first).toMatchObject({ targets: ['q', 'r'], targetNames: ['id'] });
    expect(await of({ target: -1, features: ['a'] })).toMatchObject({ targets: [7, 8] });
    expect(await of({ target: -5, features: ['a'] })).toMatchObject({ targetNames: ['id'] });
  });

  it('of several targets make a Matrix', async () => {
    const table = await read(text, { target: ['z', 2], features: ['a', 'b'], dtype: 'float32' });
    expect(table.targets).toBeInstanceOf(Matrix);
    expect((table.targets as Matrix).dtype).toBe('float64');
    expect(plain(table)).toMatchObject({
      targets: [
        [7, 8],
        [5, 6],
      ],
      targetNames: ['z', 'y'],
    });
    expect(await of({ target: ['z'], features: ['a'] })).toMatchObject({ targets: [7, 8] });
  });

  it('without a header are x1, x2, …', async () => {
    const table = await read('1,2,u\n3,4,v\n', { target: 2, header: false });
    expect(plain(table)).toMatchObject({
      X: [
        [1, 3],
        [2, 4],
      ],
      features: ['x1', 'x2'],
    });
    const named = await read('1,2,u\n', { target: 'x1', features: ['x2'], header: false });
    expect(plain(named)).toMatchObject({ X: [[2]], targets: [1], targetNames: ['x1'] });
  });

  it('may have numbers for names where that is said', async () => {
    const table = await read('2019,2020\n1,2\n', { target: '2020', header: true });
    expect(plain(table)).toMatchObject({ X: [[1]], targets: [2], features: ['2019'] });
  });

  it('may be numbers beside a target that is asked for by its name, or beside other names', async () => {
    const pixels = '0,1,label\n7,8,u\n';
    expect(plain(await read(pixels, { target: 'label' }))).toMatchObject({ features: ['0', '1'] });
    const years = await read('id,2020,label\n7,8,u\n', { target: -1 });
    expect(plain(years)).toMatchObject({ features: ['id', '2020'], targets: ['u'] });
  });

  it('of numbers are a Matrix of their own', async () => {
    const all = await readColumns(pieces('a,b\n1,2\n3,4\n5,6\n'));
    expect([all.rows, all.cols, all.dtype]).toEqual([2, 3, 'float64']);
    expect(all.toArray()).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
    const options = { columns: ['z', 'a'], dtype: 'float32' } as const;
    const some = await readColumns(pieces(text), options);
    expect([some.toArray(), some.dtype]).toEqual([
      [
        [7, 8],
        [1, 3],
      ],
      'float32',
    ]);
    const semicolons = await readColumns(pieces('1;2\n'), { delimiter: ';', header: false });
    expect(semicolons.toArray()).toEqual([[1], [2]]);
  });

  it('lie in memory that threads can share and nobody can detach', async () => {
    const words = 'a,b,c,y\n1,u,2024-01-05,0\n2,v,2024-02-05,1\n';
    const { X } = await read(words, { target: 'y', features: ['a'] });
    expect(placementOf(X).storage.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(placementOf(X).storage.length).toBe(2);
    const { frame, targets } = await readSource(pieces(words), { target: 'y' });
    const columns = [...frame!.columns, ...(targets as readonly FrameColumn[])];
    expect(columns.map(({ kind }) => kind)).toEqual(['number', 'category', 'date', 'number']);
    for (const column of columns) {
      const { kind } = column;
      const own = kind === 'number' ? column.values : kind === 'date' ? column.times : column.codes;
      expect(own.buffer, column.name).toBeInstanceOf(SharedArrayBuffer);
      expect(own.length, column.name).toBe(2);
    }
  });
});

describe('targets', () => {
  const of = async (list: string[], task?: string): Promise<unknown> =>
    (await read(`a,y\n${list.map((y, i) => `${i},${y}\n`).join('')}`, { target: 'y', task }))
      .targets;

  it('are numbers where all are', async () => {
    expect(await of(['1', '1.0', '2e1', ' 3 '])).toEqual([1, 1, 20, 3]);
    expect(await of(['1', '1.0'], 'classification')).toEqual([1, 1]);
    expect(await of(['1', '-2.5'], 'regression')).toEqual([1, -2.5]);
  });

  it('are text where none is a number', async () => {
    expect(await of(['no', ' yes ', '"no"'])).toEqual(['no', 'yes', 'no']);
    expect(await of(['no', 'yes'], 'classification')).toEqual(['no', 'yes']);
    expect(await of(['01', '10', '02'])).toEqual(['01', '10', '02']);
  });

  it('are truth values where all are, in any case', async () => {
    expect(await of(['TRUE', 'false', 'True', '"FALSE"'])).toEqual([true, false, true, false]);
  });

  it('are of the type of the known classes', async () => {
    const of = async (classes: Label[], ...labels: string[]): Promise<unknown> =>
      (await read(`a,y\n${labels.map((l) => `1,${l}\n`).join('')}`, { target: 'y', classes }))
        .targets;
    expect(await of(['1', '2'], '2', '1')).toEqual(['2', '1']);
    expect(await of([1, 2], '2.0', '1')).toEqual([2, 1]);
    expect(await of([false, true], 'true', 'False')).toEqual([true, false]);
  });

  it('of both kinds are text where they are said to be classes', async () => {
    expect(await of(['1', 'b', '01', '1e999'], 'classification')).toEqual([
      '1',
      'b',
      '01',
      '1e999',
    ]);
    expect(await of(['b', '1'], 'classification')).toEqual(['b', '1']);
  });
});

// What is refused. Each text begins on line 1 of a source without a path.
type Refused = [
  title: string,
  text: Piece,
  options: object,
  code: ErrorCode,
  argument: string,
  message: string,
];

const y = { target: 'y' };
const problem = (...lines: string[]): string =>
  `source: ${lines.length === 1 ? 'one problem' : `${lines.length} problems`}:\n${lines.join('\n')}\nCorrect these lines or leave them out.`;
const data = (title: string, text: Piece, options: object, message: string): Refused => [
  title,
  text,
  options,
  'ERR_DATA',
  'source',
  message,
];
const option = (
  title: string,
  text: string,
  options: object,
  argument: string,
  message: string,
): Refused => [title, text, options, 'ERR_OPTION', argument, message];
const TEXT_FEATURE =
  'but a Matrix holds numbers: name the columns to be read with `columns`, or read a Table, which takes words too.';
const TEXT_TARGET =
  'but the targets of a regression, or of several columns, must be numbers. One column of text is a classification: leave `task` out.';
const MIXED =
  "Say task: 'classification' if all of them are class names; otherwise correct the wrong ones or leave their lines out.";
const AFTER_QUOTE =
  'goes on after its closing quote; a quote that belongs to the text is written twice, and the delimiter must be the right one.';
const NOT_UTF8 =
  'is not text in UTF-8. Say encoding: \'latin1\' if it is in the old code page of western Windows, or save the file as "CSV UTF-8".';
const HEADER = 'say header: false if it is one, or header: true if it names the columns.';
const bytes = (text: string, encoding: BufferEncoding): Uint8Array => Buffer.from(text, encoding);

const refused: Refused[] = [
  data('nothing', '', y, 'source: there is nothing in it.'),
  data('empty lines only', '\uFEFF\n \r\n', y, 'source: there is nothing in it.'),
  data('a header only', '\na,y\n', y, 'source: there is no example after the header on line 2.'),
  data(
    'a column without a name',
    '\na, ,y\n1,2,3\n',
    y,
    'source: line 2: column 2 of 3 has no name. Give it one, or leave the column out.',
  ),
  data(
    'two columns of one name',
    'a,y, a \n1,2,3\n',
    y,
    'source: line 1: columns 1 and 3 have the same name, "a". Rename one of them.',
  ),
  data(
    'labels that are no known class',
    'a,y\n1,u\n2,w\n3,\n4,vv\n5,w\n',
    { ...y, classes: ['u', 'v'] },
    problem(
      'line 3, column "y": "w" is none of the 2 known classes: "u", "v"',
      'line 4, column "y": the value is missing',
      'line 5, column "y": "vv" is none of the 2 known classes: "u", "v"; the nearest is "v"',
      'line 6, column "y": "w" is none of the 2 known classes: "u", "v"',
    ),
  ),
  data(
    'text among classes that are numbers',
    'a,y\n1,2.0\n2,x\n',
    { ...y, classes: [1, 2] },
    problem('line 3, column "y": "x" is none of the 2 known classes: 1, 2'),
  ),
  data(
    'a short line',
    'a,b,y\n1,2,3\n4\n5,6\n',
    y,
    problem(
      'line 3 has 1 field, but line 1 has 3: none for "b", "y"',
      'line 4 has 2 fields, but line 1 has 3: none for "y"',
    ),
  ),
  data(
    'a long line',
    '1,2\n3,4,5\n',
    { target: 1, header: false },
    problem('line 2 has 3 fields, but line 1 has 2'),
  ),
  data(
    'a missing label',
    'a,y\n1,u\n2,\n3,NA\n',
    y,
    problem(
      'line 3, column "y": the value is missing',
      'line 4, column "y": "NA" is a missing value (if it is a class, say holes: { only: [] })',
    ),
  ),
  data(
    'a missing value of several',
    'a,y,z\n1,2,\n',
    { target: ['y', 'z'] },
    problem('line 2, column "z": the value is missing'),
  ),
  data(
    'numbers, then text',
    'a,y\n1,0\n2,1\n3,u\n',
    y,
    `source: column "y" holds numbers (first "0" on line 2) and text (first "u" on line 4). ${MIXED}`,
  ),
  data(
    'text, then a number',
    'a,y\n1,u\n2,v\n3,1\n',
    y,
    `source: column "y" holds numbers (first "1" on line 4) and text (first "u" on line 2). ${MIXED}`,
  ),
  data(
    'a text in a regression',
    'a,y\n1,0\n2,u\n3,v\n',
    { ...y, task: 'regression' },
    problem('line 3, column "y": "u" is not a number', 'line 4, column "y": "v" is not a number'),
  ),
  data(
    'a regression of text',
    'a,y\n1,u\n2,1\n',
    { ...y, task: 'regression' },
    `source: column "y" holds text on line 2, ${TEXT_TARGET}`,
  ),
  data(
    'several targets with text',
    'a,y,z\n1,2,u\n',
    { target: ['y', 'z'] },
    `source: column "z" holds text on line 2, ${TEXT_TARGET}`,
  ),
  data(
    'a quote that is not closed',
    'a,y\n1,u\n\n2,"v\n3,w\n',
    y,
    'source: field 2 of the record that begins on line 4 begins with a quote that is never closed.',
  ),
  data(
    'quotes and another delimiter',
    '"a";"y"\n"1";"u"\n',
    { ...y, delimiter: ',' },
    `source: field 1 of the record that begins on line 1 ${AFTER_QUOTE}`,
  ),
  data(
    'text after a quote',
    'a,y\n1,"x\ny"\n2,"u"v\n',
    y,
    `source: field 2 of the record that begins on line 4 ${AFTER_QUOTE}`,
  ),
  data(
    'text after a quote and a space',
    'a,y\n1,"u" v\n',
    y,
    `source: field 2 of the record that begins on line 2 ${AFTER_QUOTE}`,
  ),
  data(
    'a quote in the middle',
    'a,y\n5",u\n',
    y,
    'source: field 1 of the record that begins on line 2 has a quote in the middle; such a field is put in quotes and its own quotes are written twice.',
  ),
  data(
    'names in Latin-1',
    bytes('gr\xf6\xdfe,y\n1,2\n', 'latin1'),
    y,
    `source: line 1 ${NOT_UTF8}`,
  ),
  data('labels in Latin-1', bytes('a,y\n1,u\n2,\xe4\n', 'latin1'), y, `source: line 3 ${NOT_UTF8}`),
  data(
    'UTF-16 that is said to be UTF-8',
    bytes('\uFEFFa,y\n1,2\n', 'utf16le'),
    { ...y, encoding: 'utf-8' },
    "source: line 1 has a NUL byte, which is in no text: say encoding: 'utf-16le' or 'utf-16be' if it is UTF-16; otherwise the file is damaged, or none of text.",
  ),
  data(
    'gzip that is cut off',
    Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 10, 65, 10),
    y,
    'source: the source failed: unexpected end of file',
  ),
  option(
    'a first record of numbers',
    '1,2\n3,4\n',
    { target: 1 },
    'header',
    `The first record may be an example ("1", "2"): ${HEADER}`,
  ),
  option(
    'a first record of numbers and a text that is the target by its place',
    '5.1,3.5,setosa\n4.9,3,setosa\n',
    { target: -1 },
    'header',
    `The first record may be an example ("5.1", "3.5", "setosa"): ${HEADER}`,
  ),
  option(
    'an unknown target',
    'age,left\n1,2\n',
    { target: 'lefft' },
    'target',
    'There is no column "lefft"; the nearest is "left". Columns: "age", "left".',
  ),
  option(
    'an unknown feature',
    'age,y\n1,2\n',
    { ...y, features: ['ages'] },
    'features',
    'There is no column "ages"; the nearest is "age". Columns: "age", "y".',
  ),
  option(
    'another delimiter',
    'age;y\n1;2\n',
    { ...y, delimiter: ',' },
    'target',
    'There is no column "y". Columns: "age;y". Is the delimiter ";"?',
  ),
  option(
    'a number past the last',
    'a,y\n1,2\n',
    { target: 2 },
    'target',
    "target must be a column's number from -2 to 1, not 2.",
  ),
  option(
    'a number before the first',
    'a,y\n1,2\n',
    { target: [0, -3] },
    'target',
    "target must be a column's number from -2 to 1, not -3.",
  ),
  option(
    'a target twice',
    'a,y\n1,2\n',
    { target: ['y', 1] },
    'target',
    'Column "y" is asked for twice, by target.',
  ),
  option(
    'a feature twice',
    'a,y\n1,2\n',
    { ...y, features: ['a', 'a'] },
    'features',
    'Column "a" is asked for twice, by features.',
  ),
  option(
    'a target as a feature',
    'a,y\n1,2\n',
    { ...y, features: ['a', 'y'] },
    'features',
    'Column "y" is asked for twice, by target and by features.',
  ),
  option(
    'no feature left',
    'a,y\n1,2\n',
    { target: ['a', 'y'] },
    'target',
    'target must be some of the columns, so that a feature is left ("a", "y"), not ["a", "y"].',
  ),
];

describe('refused', () => {
  it.each(refused)('%s', async (_, text, options, ...expected) => {
    expect(about(await refusal(read(text, options)))).toEqual(expected);
  });

  const wrong: [options: unknown, argument: string, says: string][] = [
    [
      undefined,
      'target',
      'target must be a name or a whole number of a column, or a list of them, not undefined.',
    ],
    [
      {},
      'target',
      'target must be a name or a whole number of a column, or a list of them, not undefined.',
    ],
    [{ target: 1.5 }, 'target', 'not 1.5.'],
    [{ target: [] }, 'target', 'not [].'],
    [{ target: ['y', true] }, 'target', 'not ["y", true].'],
    [
      { target: 'y', features: [] },
      'features',
      'features must be a list of at least one column name, not [].',
    ],
    [{ target: 'y', features: 'a' }, 'features', 'not "a".'],
    [{ target: 'y', features: [1] }, 'features', 'not [1].'],
    [{ target: 'y', task: 'classify' }, 'task', 'the nearest is "classification"'],
    [{ target: 'y', dtype: 'int8' }, 'dtype', 'dtype must be one of "float32", "float64"'],
    [{ target: 'y', header: 'yes' }, 'header', 'header must be true or false, not "yes".'],
    [{ target: 'y', delimiter: '' }, 'delimiter', 'one character'],
    [{ target: 'y', delimiter: ', ' }, 'delimiter', 'one character'],
    [{ target: 'y', delimiter: '"' }, 'delimiter', 'neither a quote nor a line break'],
    [{ target: 'y', delimiter: '\n' }, 'delimiter', 'neither a quote nor a line break'],
    [{ target: 'y', delimiter: 44 }, 'delimiter', 'not 44.'],
    [{ target: 'y', separator: ',' }, 'separator', 'options has no key "separator"'],
    [{ targets: 'y' }, 'targets', 'did you mean "target"?'],
    ['y', 'options', 'options must be an object'],
  ];
  it.each(wrong)('options %j, and the source is left alone', async (options, argument, says) => {
    const source = Readable.from(['a,y\n1,2\n']);
    const error = await refusal(readCsv(source, options as CsvOptions));
    expect([error.code, error.argument]).toEqual(['ERR_OPTION', argument]);
    expect(error.message).toContain(says);
    expect(source.destroyed).toBe(false);
    expect(await source.toArray()).toEqual(['a,y\n1,2\n']);
  });

  it('options of columns', async () => {
    const of = (options: object): Promise<Matrix> => readColumns(pieces('a,b\n1,u\n'), options);
    const ofColumns = async (options: object): Promise<string[]> =>
      about(await refusal(of(options)));
    expect(await ofColumns({ columns: ['c'] })).toEqual([
      'ERR_OPTION',
      'columns',
      'There is no column "c". Columns: "a", "b".',
    ]);
    expect(await ofColumns({ columns: [] })).toEqual([
      'ERR_OPTION',
      'columns',
      'columns must be a list of at least one column name, not [].',
    ]);
    expect(await ofColumns({ target: 'a' })).toEqual([
      'ERR_OPTION',
      'target',
      expect.stringContaining('no key "target"'),
    ]);
    expect(await ofColumns({})).toEqual([
      'ERR_DATA',
      'source',
      `source: column "b" holds text ("u" on line 2), ${TEXT_FEATURE.replace('`features`', '`columns`')}`,
    ]);
  });

  it.each([5, null, undefined, '', ['a,y\n'], new Uint8Array(3), { href: 'file:///a' }])(
    'source %j',
    async (source) => {
      const error = await refusal(readCsv(source as string, y));
      expect([error.code, error.argument]).toEqual(['ERR_DATA', 'source']);
      expect(error.message).toContain('source must be a path, a file: URL, or text piece by piece');
    },
  );

  it('a piece that is no text', async () => {
    const error = await refusal(readCsv(pieces('a,y\n', 5 as unknown as string), y));
    expect(about(error)).toEqual([
      'ERR_DATA',
      'source',
      'source: piece 1 is 5, not text or a Uint8Array.',
    ]);
  });

  it('twenty problems at once and no more', async () => {
    const text = (n: number): string => `a,y\n,0\n${'1,1\nx,0\n'.repeat(n - 1)}`;
    const lines = ['line 2, column "a": the value is missing'];
    for (let i = 1; i < 20; i++) lines.push(`line ${2 + 2 * i}, column "a": "x" is not a number`);
    const options = { ...y, columns: { a: { kind: 'number', impute: 'refuse' } } };
    expect((await refusal(read(text(19), options))).message).toBe(problem(...lines.slice(0, 19)));
    for (const n of [20, 1000]) {
      expect((await refusal(read(text(n), options))).message).toBe(
        `${problem(...lines)} Reading stopped there: there may be more.`,
      );
    }
  });

  it('reads each option once', async () => {
    const counts: Record<string, number> = {};
    const values = {
      target: 'y',
      features: ['a'],
      task: 'regression',
      dtype: 'float32',
      delimiter: ',',
      header: true,
    };
    const options = {};
    for (const [key, value] of Object.entries(values)) {
      const get = (): unknown => ((counts[key] = (counts[key] ?? 0) + 1), value);
      Object.defineProperty(options, key, { get, enumerable: true });
    }
    await read('a,y\n1,2\n', options);
    expect(counts).toEqual(Object.fromEntries(Object.keys(values).map((key) => [key, 1])));
  });
});

describe('a file', () => {
  let folder = '';
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'densely-csv-'))));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('is read', async () => {
    expect(plain(await readCsv(file('rich.csv', RICH), y))).toEqual(RICH_TABLE);
  });

  it('that is not there, is a folder, is empty or is wrong is named', async () => {
    const absent = join(folder, 'absent.csv');
    const missing = await refusal(readCsv(absent, y));
    expect(about(missing)).toEqual(['ERR_DATA', 'path', `${absent}: there is no such file.`]);
    expect((missing.cause as NodeJS.ErrnoException).code).toBe('ENOENT');
    const place = await refusal(readColumns(folder));
    expect(about(place)).toEqual(['ERR_DATA', 'path', `${folder}: this is a folder, not a file.`]);
    const empty = file('empty.csv', '');
    expect(about(await refusal(readCsv(empty, y)))).toEqual([
      'ERR_DATA',
      'path',
      `${empty}: there is nothing in it.`,
    ]);
    const bad = file('bad.csv', 'a,y\n1,?\n');
    expect(about(await refusal(readCsv(bad, y)))).toEqual([
      'ERR_DATA',
      'path',
      `${bad}: one problem:\nline 2, column "y": "?" is a missing value\nCorrect these lines or leave them out.`,
    ]);
    const nul = await refusal(readCsv('a\0b', y));
    expect(about(nul)).toEqual([
      'ERR_DATA',
      'path',
      expect.stringMatching(/^a\0b: the file cannot be read: .*null bytes/),
    ]);
  });

  it.runIf(process.platform === 'linux')('is closed when it is refused', async () => {
    const path = file('long.csv', `a,y\n${'x,1\n,\n'.repeat(200_000)}`);
    const isOpen = (): boolean =>
      readdirSync('/proc/self/fd').some((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === path;
        } catch {
          return false;
        }
      });
    await refusal(readCsv(path, y));
    await expect.poll(isOpen).toBe(false);
  });
});

describe('a source', () => {
  /** Pieces and then, for ever, the last of them; tells whether it was closed and how many were taken. */
  function endless(...list: Piece[]): {
    source: AsyncGenerator<Piece>;
    taken: number;
    closed: boolean;
  } {
    const told = { taken: 0, closed: false };
    async function* source(): AsyncGenerator<Piece> {
      try {
        for (;;) yield list[Math.min(told.taken++, list.length - 1)]!;
      } finally {
        told.closed = true;
      }
    }
    return Object.assign(told, { source: source() });
  }

  it.each<[string, Piece[]]>([
    ['twenty problems', ['a,y\n', '1,\n'.repeat(5000)]],
    ['an unknown column', ['a,b\n'.repeat(5000)]],
    ['a quote in the middle', ['a,y\n', '1,2"\n'.repeat(5000)]],
    ['a piece that is no text', ['a,y\n', 5 as unknown as string]],
  ])('is closed after %s', async (_, list) => {
    const told = endless(...list);
    await refusal(readCsv(told.source, y));
    expect(told.closed).toBe(true);
    expect(told.taken).toBeLessThan(30);
  });

  it('that is a Readable is destroyed', async () => {
    const source = Readable.from(endless('a,y\n', '1,\n'.repeat(5000)).source);
    await refusal(readCsv(source, y));
    expect(source.destroyed).toBe(true);
  });

  it('that fails is told, with its own error', async () => {
    const failure = new Error('upload broke off');
    async function* broken(): AsyncGenerator<string> {
      yield 'a,y\n1,2\n';
      throw failure;
    }
    for (const source of [broken(), Readable.from(broken())]) {
      const error = await refusal(readCsv(source, y));
      expect(about(error)).toEqual([
        'ERR_DATA',
        'source',
        'source: the source failed: upload broke off',
      ]);
      expect(error.cause).toBe(failure);
    }
  });

  it('leaves the event loop free, though it never waits itself', async () => {
    let turns = 0;
    const count = (): void => void (turns++, (next = setImmediate(count)));
    let next = setImmediate(count);
    const rows = '1.25,-3.5,0.0625,7\n'.repeat(500);
    await readColumns(pieces('a,b,c,d\n', ...Array.from({ length: 100 }, () => rows)));
    expect(turns).toBeGreaterThanOrEqual(100);
    turns = 0;
    await readColumns(pieces('a,b,c,d\n', rows.repeat(200)));
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual((rows.length * 200) / 2 ** 16);
  });

  // A gigabyte in one record must be refused while it comes, not gathered.
  it.each([
    ['one quoted field', '1,"', 'x'],
    ['one field', '1,', 'x'],
    ['empty fields', '1,', ','],
  ])('with a gigabyte in %s is refused in bounded memory', async (_, begin, letter) => {
    const mebibyte = new TextEncoder().encode(letter.repeat(2 ** 20));
    const told = endless('a,y\n1,u\n\n2,v\n', begin, mebibyte);
    const before = process.memoryUsage();
    const error = await refusal(readCsv(told.source, y));
    const after = process.memoryUsage();
    expect(about(error)).toEqual([
      'ERR_DATA',
      'source',
      'source: the record that begins on line 5 is longer than 512 MiB; perhaps a quote is not closed.',
    ]);
    expect(told.closed).toBe(true);
    expect(told.taken).toBeLessThanOrEqual(516);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(600e6);
    expect(after.rss - before.rss).toBeLessThan(1e9);
  });

  it('of a million numbers is read in their order', async () => {
    async function* rows(): AsyncGenerator<string> {
      yield 'a,b,c,d,e\n';
      for (let k = 0; k < 1e6; k += 5) yield `${k},${k + 1},${k + 2},${k + 3},${k + 4}\n`;
    }
    const { storage, rows: n, cols } = placementOf(await readColumns(Readable.from(rows())));
    expect([n, cols, storage.length]).toEqual([5, 200_000, 1e6]);
    expect(storage.findIndex((value, k) => value !== k)).toBe(-1);
  });

  it('with a record of nearly 16 MiB is read', async () => {
    const table = await readCsv(pieces('a,y,note\n1,u,"', 'x'.repeat(16_000_000), '"\n'), {
      ...y,
      features: ['a'],
    });
    expect(plain(table)).toMatchObject({ X: [[1]], targets: ['u'] });
  });

  it('with long unknown labels beside many long classes is refused as quickly as it is read', async () => {
    const classes = Array.from({ length: 5000 }, (_, c) => `${'c'.repeat(300)}${c}`);
    const label = 'x'.repeat(1_000_000);
    const rows = Array.from({ length: 20 }, (_, i) => `1,${label}${i}\n`);
    const start = process.cpuUsage();
    const error = await refusal(readCsv(pieces('a,y\n', ...rows), { ...y, classes }));
    const { user, system } = process.cpuUsage(start);
    expect(error.message).toContain('none of the 5000 known classes: ');
    expect(error.message.length).toBeLessThan(100_000);
    expect(user + system).toBeLessThan(10e6);
  });

  it('with more empty lines than that is read', async () => {
    const blank = '\n'.repeat(2 ** 20);
    const error = await refusal(
      readCsv(pieces('a,y\n1,u\n', ...Array.from({ length: 20 }, () => blank), '2,v\n3,\n'), y),
    );
    expect(error.message).toContain(`line ${20 * 2 ** 20 + 4}, column "y": the value is missing`);
  });
});

describe('random tables', () => {
  /** Written by other rules than it is read: quotes, spaces, empty lines and line ends at random. */
  class Writer {
    readonly #random: RandomState;
    readonly delimiter: string;
    readonly #eol: string[];
    text: string;

    constructor(seed: number) {
      this.#random = new RandomState(seed);
      this.delimiter = this.pick([',', ';', '\t', '|', '§']);
      this.#eol = this.pick([['\n'], ['\r\n'], ['\n', '\r\n']]);
      this.text = this.pick(['', '\uFEFF']);
    }

    below(n: number): number {
      return Math.floor(this.#random.random() * n);
    }

    pick<T>(list: readonly T[]): T {
      return list[this.below(list.length)]!;
    }

    /** A finite number of random bits, or a plain one. */
    number(): number {
      if (this.below(2) === 0) return this.below(2000) / 16 - 50;
      const bits = new DataView(new ArrayBuffer(8));
      for (let i = 0; i < 8; i++) bits.setUint8(i, this.below(256));
      const value = bits.getFloat64(0);
      return Number.isFinite(value) ? value : 0;
    }

    label(): string {
      const parts = ['a', 'é', '😀', ' ', '"', '\n', '\r\n', '\r', ',', ';', '|', '§', '7'];
      const length = this.below(8);
      return `c${Array.from({ length }, () => this.pick(parts)).join('')}z`;
    }

    numeral(value: number): string {
      const plain = Object.is(value, -0) ? '-0' : String(value);
      const long = this.pick([plain, plain, plain.toUpperCase(), value.toExponential()]);
      const shown = Object.is(value, -0) ? plain : long;
      return value > 0 && this.below(4) === 0 ? `+${shown}` : shown;
    }

    field(text: string): string {
      const quoted = /["\n\r]/.test(text) || text.includes(this.delimiter) || this.below(4) === 0;
      const written = quoted ? `"${text.replaceAll('"', '""')}"` : text;
      const space = this.delimiter === '\t' ? ' ' : this.pick([' ', '\t']);
      return this.below(6) === 0 ? `${space}${written}${space}` : written;
    }

    row(fields: readonly string[]): void {
      while (this.below(8) === 0) this.text += this.pick(['', ' ']) + this.pick(this.#eol);
      this.text += fields.map((f) => this.field(f)).join(this.delimiter) + this.pick(this.#eol);
    }

    /** The text in pieces of random lengths. */
    pieces(): Uint8Array[] {
      const all = new TextEncoder().encode(this.text);
      const list: Uint8Array[] = [];
      for (let at = 0; at < all.length;) {
        const to = at + 1 + this.below(60);
        list.push(all.subarray(at, to));
        at = to;
      }
      return list;
    }
  }

  const seeds = Array.from({ length: 40 }, (_, i) => i);
  it.each(seeds)(
    'come back as they were written, and a wrong value with its line: seed %i',
    async (seed) => {
      const w = new Writer(seed);
      const [n, m] = [1 + w.below(6), 1 + w.below(30)];
      const X = Array.from({ length: m }, () => Array.from({ length: n }, () => w.number()));
      const labels = X.map(() => w.label());
      const names = Array.from({ length: n }, (_, c) => `${w.label()}${c}`);
      const at = w.below(n + 1); // where the target stands
      const withTarget = (row: string[], target: string): string[] => row.toSpliced(at, 0, target);
      w.row(withTarget(names, 'the target'));
      X.forEach((row, j) =>
        w.row(
          withTarget(
            row.map((v) => w.numeral(v)),
            labels[j]!,
          ),
        ),
      );
      const options = { target: 'the target', delimiter: w.delimiter };
      const table = await readCsv(pieces(...w.pieces()), options);
      expect(table.X.T.toArray()).toEqual(X);
      expect(table.targets).toEqual(labels);
      expect(table.features).toEqual(names);

      const column = w.below(n);
      const row = withTarget(
        X[0]!.map((v, c) => (c === column ? 'WRONG' : String(v))),
        labels[0]!,
      );
      w.row(row);
      const before = w.text.slice(0, w.text.lastIndexOf('WRONG'));
      const line = before.split(/\r\n|\n|\r/).length;
      w.row(withTarget(X[0]!.map(String), labels[0]!));
      const columns = Object.fromEntries(names.map((name) => [name, 'number' as const]));
      const error = await refusal(readCsv(pieces(...w.pieces()), { ...options, columns }));
      expect(error.message).toBe(
        problem(`line ${line}, column ${JSON.stringify(names[column])}: "WRONG" is not a number`),
      );
    },
  );
});
