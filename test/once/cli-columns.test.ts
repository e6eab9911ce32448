// The commands on tables of words, holes and dates: how a file is written, what its columns hold, what is told.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { shortText, textWidth, wrappedText } from '../../lib/base/table.js';
import { columnFlags, columnsSaid } from '../../lib/cli/column-flag.js';
import { csvOptions } from '../../lib/cli/csv-options.js';
import {
  Dataset,
  datasets,
  Model,
  RandomState,
  Table,
  train,
  type CsvOptions,
} from '../../lib/index.js';
import { hasDist, node, root, type Ended } from './children.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-columns-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const cli = join(root, 'dist/cli.js');
const densely = (...args: string[]): Promise<Ended> =>
  node([cli, ...args.flatMap((words) => words.split(' '))], { cwd: folder });

/** With these bytes on standard input, cut in two. */
function fed(bytes: Uint8Array, ...args: string[]): Promise<Omit<Ended, 'signal'>> {
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => {}); // who refuses does not read to the end
  child.stdin.write(bytes.subarray(0, 11));
  child.stdin.end(bytes.subarray(11));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const random = new RandomState(1);
const plans = ['free', 'team', 'pro, large'];
const rows = Array.from({ length: 200 }, (_, i) => {
  const age = 20 + random.interval(50);
  const plan = plans[random.interval(2)]!;
  return [
    `00${i}`,
    random.random() < 0.1 ? 'NA' : `${age}`,
    plan,
    (1000 + 100 * random.random()).toFixed(2).replace('.', ','),
    `2024-0${1 + random.interval(8)}-1${random.interval(9)}`,
    random.random() < 0.3 ? 'TRUE' : 'false',
    `"say ""${i}"", ${i % 2 ? 'Null' : 'ok'}"`,
    age > 45 ? 'yes' : 'no',
  ];
});
const heads = ['id', 'age', 'plan', 'price', 'day', 'vip', 'note', 'left'];
const text = `${[heads, ...rows].map((row) => row.join(';')).join('\n')}\n`;
writeFileSync(at('customers.csv'), text);

const said = '--column price:decimal=, --column id=skip --column note=skip';
const options: CsvOptions = {
  target: 'left',
  columns: { price: { decimal: ',' }, id: 'skip', note: 'skip' },
};
const features = ['age', 'plan', 'price', 'day', 'vip'];

describe('what is said of a column', () => {
  it.each<[string[], object]>([
    [['plan=category'], { plan: { kind: 'category' } }],
    [['price:decimal=,'], { price: { decimal: ',' } }],
    [['price:decimal=,,thousands=.'], { price: { decimal: ',', thousands: '.' } }],
    [['price:thousands=,,unit=$'], { price: { thousands: ',', unit: '$' } }],
    [['size:order=S/M/L'], { size: { order: ['S', 'M', 'L'] } }],
    [['size:order=1/2,3/4,kind=category'], { size: { order: ['1/2', '3/4'], kind: 'category' } }],
    [['age:impute=0.5,scale=log'], { age: { impute: 0.5, scale: 'log' } }],
    [['age:impute=median'], { age: { impute: 'median' } }],
    [['age:scale=robust:clip=2'], { age: { scale: { name: 'robust', clip: 2 } } }],
    [['day:kind=date,format=DMY'], { day: { kind: 'date', format: 'DMY' } }],
    [['a:b=skip'], { 'a:b': { kind: 'skip' } }],
    [['a=b=number'], { 'a=b': { kind: 'number' } }],
    [['x=number', 'y=skip', 'x:unit=%'], { x: { kind: 'number', unit: '%' }, y: { kind: 'skip' } }],
  ])('%j', (texts, columns) => {
    expect(columnsSaid(texts)).toEqual(columns);
  });

  it.each([
    ['plan', 'must be NAME=KIND or NAME:KEY=VALUE,KEY=VALUE, not "plan"'],
    ['plan=word', '--column plan must be one of number, category, boolean, date, skip'],
    ['price:decimals=,', 'the nearest is decimal, not "decimals"'],
    ['age:impute=0x1', 'must be a number, not "0x1"'],
    ['=skip', 'must be NAME=KIND'],
  ])('%s is refused', (given, says) => {
    expect(() => columnsSaid([given])).toThrow(says);
  });

  it.each([
    ["columns: { id: 'skip' }", '--column id=skip'],
    [
      "columns: { price: { decimal: ',', thousands: '.' } }",
      '--column price:decimal=,,thousands=.',
    ],
    [`columns: { "a b": { unit: '$' } }`, "--column 'a b:unit=$'"],
    [`columns: { "it's": 'category' }`, `--column 'it'\\''s=category'`],
    ["columns: { p: { thousands: '\\'' } }", `--column 'p:thousands='\\'''`],
    ['columns: { "size": { order: […] } }', '--column size:order=A/B/C'],
    [
      "Say columns: { d: { kind: 'date', format: 'DMY' } } or columns: { d: 'category' }.",
      'Say --column d:kind=date,format=DMY or --column d=category.',
    ],
  ])('%s as a flag', (library, flag) => {
    expect(columnFlags(library)).toBe(flag);
  });
});

describe('texts that fit', () => {
  it('long names are shortened in the middle, lines broken between words', () => {
    expect(shortText('a name of many letters', 10)).toBe('a na…mters');
    expect(textWidth(shortText('日本語'.repeat(9), 16))).toBeLessThanOrEqual(16);
    expect(wrappedText('one two three', 7)).toBe('one two\nthree');
  });

  const records = Array.from({ length: 30 }, (_, i) => ({
    id: `customer ${i}`,
    [`a column of a long name, such as surveys have: question ${'x'.repeat(60)}`]: i,
    level: `${'a level of many words, which nobody reads to its end '.repeat(9)}${i % 3}`,
  }));

  it.each<[width: number, out: string]>([
    [40, 'use, values, holes'],
    [60, 'use, values'],
    [80, 'use'],
    [120, ''],
  ])('a schema in %i columns', (width, out) => {
    const schema = Table.fromRecords(records).schema;
    const lines = schema.toString(width).split('\n');
    for (const line of lines) expect(textWidth(line), line).toBeLessThanOrEqual(width);
    const all = String(schema);
    expect(all).not.toContain('(no room for');
    for (const name of ['use', 'values', 'holes']) expect(all.split('\n')[1]).toContain(name);
    const told = /^\(no room for: (.*)\)$/m.exec(schema.toString(width))?.[1] ?? '';
    expect(told).toBe(out);
    expect(schema.toString(width).replace(/\s+/g, ' ')).toContain('is it an id? Skip it then');
  });
});

describe.runIf(hasDist)('flags', () => {
  it.each([
    'describe',
    'train',
    'evaluate',
    'predict',
    'plot',
    'cv',
    'sweep',
    'logistic',
    'diagnose',
  ])('%s has a line of help for each, in 80 columns', async (command) => {
    const { stdout } = await densely(`${command} --help`);
    const lines = stdout.split('\n');
    for (const line of lines) expect(textWidth(line), line).toBeLessThanOrEqual(80);
    for (const flag of Object.keys(csvOptions))
      expect(
        lines.some((line) => line.startsWith(`  --${flag} `)),
        flag,
      ).toBe(true);
    if (command !== 'evaluate' && command !== 'predict')
      for (const flag of ['weights', 'groups'])
        expect(
          lines.some((line) => line.startsWith(`  --${flag} `)),
          flag,
        ).toBe(true);
  });

  it('say how a file is written', async () => {
    const lines = ['made by hand', '# a title', 'a;b;y', '1.000,5 $;ä;u', '-9;x;v', '2,5;-;u'];
    writeFileSync(at('odd.csv'), Buffer.from(lines.join('\n'), 'latin1'));
    const flags =
      '--skip 1 --comment # --encoding latin1 --delimiter ; --decimal , --thousands . --unit $';
    const { code, stdout, stderr } = await densely(`describe odd.csv ${flags} --holes -9 --json`);
    expect([code, stderr]).toEqual([0, '']);
    const table = await Table.csv(at('odd.csv'), {
      skip: 1,
      comment: '#',
      encoding: 'latin1',
      delimiter: ';',
      decimal: ',',
      thousands: '.',
      unit: '$',
      holes: ['-9'],
    });
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(table.schema)));
    expect(table.records()).toEqual([
      { a: 1000.5, b: 'ä', y: 'u' },
      { a: null, b: 'x', y: 'v' },
      { a: 2.5, b: null, y: 'u' },
    ]);
    const only = await densely(`describe odd.csv ${flags} --only-holes 2,5 --json`);
    expect(JSON.parse(only.stdout)).toMatchObject({
      columns: [{ holes: 0 }, { levels: ['-', 'x', 'ä'] }, {}],
    });
  });

  it.each([
    ['--holes x --only-holes y', '--holes and --only-holes exclude each other'],
    ['--skip -1', '--skip must be a whole number from 0 to 9007199254740991, not -1.'],
    ['--comment ;;', '--comment must be one character of ASCII'],
    ['--decimal ;', '--decimal must be one of ".", ",", not ";".'],
    ['--encoding utf-7', '--encoding must be one of "utf-8", "utf-16le"'],
    ['--column price:decimal=;', '--column price:decimal must be one of ".", ",", not ";".'],
    ['--column prise=skip', 'There is no column "prise"; the nearest is "price".'],
    ['--weights age', '--weights needs --target NAME'],
  ])('%s is refused', async (flags, says) => {
    const { code, stdout, stderr } = await densely(`describe customers.csv ${flags}`);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^densely: .*\n$/);
    expect(stderr).toContain(says);
  });

  it('of generated sets there are none', async () => {
    const { code, stderr } = await densely('train moons --column x1=skip --out n');
    expect([code, stderr]).toEqual([2, expect.stringContaining('--column is for CSV files')]);
  });
});

describe.runIf(hasDist)('questions', () => {
  const lines = ['a b;price;day;y', '1;1.234,5;03/04/2024;u', '2;2,5;04/05/2024;v'];
  writeFileSync(at('questions.csv'), `${lines.join('\n')}\n`);
  const asked = [
    'column "price" holds "1.234,5" on line 2: is it a number or a word? Say --column price:decimal=,,thousands=. or --column price=category.',
    'column "day" holds "03/04/2024" on line 2: which is the day, which the month? Say --column day:kind=date,format=DMY or --column day:kind=date,format=MDY or --column day=category.',
  ].join('\n');

  it('name the flags that answer them, which do', async () => {
    const { code, stdout, stderr } = await densely('describe questions.csv');
    expect([code, stdout, stderr]).toEqual([2, '', `densely: questions.csv: ${asked}\n`]);
    const answers = '--column price:decimal=,,thousands=. --column day:kind=date,format=DMY';
    const answered = await densely(`describe questions.csv ${answers} --json`);
    expect(JSON.parse(answered.stdout)).toMatchObject({
      size: 2,
      delimiter: ';',
      columns: [
        { name: 'a b', kind: 'number' },
        { name: 'price', kind: 'number', range: [2.5, 1234.5] },
        { name: 'day', range: ['2024-04-03T00:00:00.000Z', '2024-05-04T00:00:00.000Z'] },
        { name: 'y', levels: ['u', 'v'] },
      ],
    });
  });

  it('are the same of standard input, which is called so', async () => {
    const { code, stderr } = await fed(Buffer.from(lines.join('\n')), 'describe', '-');
    expect([code, stderr]).toEqual([2, `densely: standard input: ${asked}\n`]);
  });

  it('a kind that turns late: of standard input it must be said', async () => {
    const late = Buffer.from(`a,y\n${'1,u\n2,v\n'.repeat(40_000)}x,u\n`);
    const { code, stderr } = await fed(late, 'describe', '-');
    expect(code).toBe(1);
    expect(stderr).toContain('densely: standard input: one problem:\nline 80002, column "a": "x"');
    expect(stderr).toContain('Standard input cannot be read again: say what the column holds');
    expect(stderr).toContain('such as --column a=category, or give a file');
    const told = await fed(late, 'describe', '-', '--column', 'a=category', '--json');
    expect(JSON.parse(told.stdout)).toMatchObject({ columns: [{ levels: ['1', '2', 'x'] }, {}] });
  });
});

describe.runIf(hasDist)('a model of words, holes and dates', () => {
  const steps = '--hidden 8 --epochs 30 --seed 2';
  const model = async (): Promise<Model> => {
    const data = await Dataset.csv(at('customers.csv'), options);
    const [fit] = data.split({ test: 0.2, seed: 2, stratify: true });
    return train(fit, { hidden: [8], epochs: 30, seed: 2 });
  };

  it('train: what train() makes; tells the columns and what they become', async () => {
    const words = `train customers.csv --target left ${said} ${steps} --out m.safetensors`;
    const { code, stdout } = await densely(words);
    expect(code).toBe(0);
    const own = await model();
    expect((await Model.load(at('m.safetensors'))).toBytes()).toEqual(own.toBytes());
    const holes = rows.filter((row) => row[1] === 'NA').length;
    expect(stdout).toContain('customers.csv: 200 rows, 5 features, 2 classes; 160 to train');
    expect(stdout).toContain('fields separated by semicolons\n');
    expect(stdout).toContain(
      `\n2 numbers, 1 category, 1 truth value, 1 date; missing in age (${holes})\n`,
    );
    for (const line of own.summary().features!) expect(stdout).toContain(line);
    expect(own.summary().features).toHaveLength(5);
    expect(String(own.summary())).toContain('plan: category, 3 inputs; free, pro, large, team');
    const json = await densely(`${words} --json`);
    expect(JSON.parse(json.stdout)).toMatchObject({
      data: { size: 200, delimiter: ';', columns: { length: 8 } },
      test: { size: 40 },
    });
  });

  it('evaluate: the columns by the model, from a file and from standard input', async () => {
    const data = await Dataset.csv(at('customers.csv'), options);
    const metrics = JSON.parse(JSON.stringify((await model()).evaluate(data))) as unknown;
    const { stdout } = await densely('evaluate m.safetensors customers.csv --json');
    expect(JSON.parse(stdout)).toEqual(metrics);
    const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const piped = await fed(utf16, 'evaluate', 'm.safetensors', '-', '--json');
    expect(JSON.parse(piped.stdout)).toEqual(metrics);
  });

  it('predict: other columns are not read, those to keep are copied as they are written', async () => {
    const own = await model();
    const data = await Dataset.csv(at('customers.csv'), options);
    const { stdout, stderr } = await densely('predict m.safetensors customers.csv');
    expect([stdout, stderr]).toEqual([['left', ...own.predict(data), ''].join('\n'), '']);

    const kept = await densely(
      'predict m.safetensors customers.csv --keep id,note --keep left,age',
    );
    const [head, first, second] = kept.stdout.split('\n');
    expect(head).toBe('id,note,left,age,predicted left');
    const line = ([id, age, , , , , note, left]: readonly string[], j: number): string =>
      [id, note, left, age, own.predict(data)[j]].join(',');
    expect([first, second]).toEqual([line(rows[0]!, 0), line(rows[1]!, 1)]);
    const piped = await fed(
      Buffer.from(text),
      'predict',
      'm.safetensors',
      '-',
      '--keep',
      'id,note,left,age',
    );
    expect(piped.stdout).toBe(kept.stdout);

    const json = await densely('predict m.safetensors customers.csv --keep id --json');
    expect(JSON.parse(json.stdout)).toEqual({
      kept: { id: rows.map(([id]) => id) },
      predictions: own.predict(data),
    });
    const none = await densely('predict m.safetensors customers.csv --keep idd');
    expect([none.code, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toContain('There is no column "idd"; the nearest is "id".');
  });

  it('predict: more names than a model may read are kept', async () => {
    const row = rows[0]!.slice(1, 6).join(';');
    const many = Array.from({ length: 120_000 }, (_, i) => `u${i};${row}\n`);
    writeFileSync(at('many.csv'), `id;${features.join(';')}\n${many.join('')}`);
    const { stdout, stderr } = await densely('predict m.safetensors many.csv --keep id');
    const lines = stdout.trimEnd().split('\n');
    expect([stderr, lines.length, lines[0]]).toEqual(['', 120_001, 'id,left']);
    expect(lines.at(-1)).toMatch(/^u119999,(?:no|yes)$/);
  });

  it('predict: what is no value of a column is refused with its line, an unseen level is not', async () => {
    writeFileSync(
      at('new.csv'),
      `${features.join(';')}\n;none such;1,5;2024-02-30;true\n41;free;1,5;;true\n`,
    );
    const { code, stdout, stderr } = await densely('predict m.safetensors new.csv');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('line 2, column "day": "2024-02-30" is no date (YYYY-MM-DD)');
    writeFileSync(at('new.csv'), readFileSync(at('new.csv'), 'utf8').replace('02-30', '02-28'));
    const right = await densely('predict m.safetensors new.csv');
    expect([right.code, right.stdout]).toMatchObject([
      0,
      expect.stringMatching(/^left\n(?:(?:no|yes)\n){2}$/),
    ]);
    writeFileSync(at('few.csv'), 'age;plan;price;day\n1;free;1;\n');
    const few = await densely('predict m.safetensors few.csv');
    expect([few.code, few.stderr]).toEqual([
      2,
      expect.stringContaining('There is no column "vip"'),
    ]);
  });

  it.each([
    'sweep customers.csv --target left --hidden 2 --seeds 1 --epochs 2',
    'diagnose m.safetensors customers.csv',
    'plot confusion m.safetensors customers.csv --out c.svg --force',
    'plot gradients m.safetensors customers.csv --out g.svg --force',
    'plot weights m.safetensors --out w.svg --force',
    'plot network m.safetensors --out n.svg --force',
    'plot curves customers.csv --target left --epochs 2 --out k.svg --force',
    'plot rates customers.csv --target left --epochs 2 --learning-rate 0.1,0.01 --out r.svg --force',
  ])('%s works', async (words) => {
    const { code, stdout, stderr } = await densely(
      `${words} ${words.includes('m.saf') ? '' : said}`.trim(),
    );
    expect([code, stderr.includes('densely:')]).toEqual([0, false]);
    expect(stdout).not.toBe('');
  });

  it.each([
    ['plot boundary m.safetensors customers.csv', 'a picture over a plane needs features'],
    ['plot scatter customers.csv --target left', 'a picture over a plane needs features'],
    ['plot units customers.csv --target left', 'a picture over a plane needs features'],
    ['sweep customers.csv --target left --hidden 2 --plot s.svg', '--plot needs features'],
  ])('%s is refused with what to do', async (words, says) => {
    const { code, stdout, stderr } = await densely(`${words} ${said}`);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${says} that are numbers, none of them missing; "age" has missing`);
    expect(stderr).toContain('Leave such columns out, of a training too: --column age=skip');
  });

  it('logistic: takes them all, encoded as a training encodes them', async () => {
    const line = `customers.csv --target left ${said} --scale standard`;
    const { code, stdout } = await densely(`logistic ${line} --C 1 --out line.safetensors`);
    const { inputNames } = await Model.load(at('line.safetensors'));
    const names = stdout.split('\n').map((text) => text.split(/ {2,}/)[0]);
    expect([code, names.slice(0, inputNames.length + 2)]).toEqual([
      0,
      ['feature', ...inputNames, 'bias'],
    ]);
    await densely(`train ${line} --hidden none --epochs 1 --out trained.safetensors`);
    expect((await Model.load(at('trained.safetensors'))).inputNames).toEqual(inputNames);
  });
});

describe.runIf(hasDist)('a model', () => {
  const sizes = ['S', 'M', 'L'];
  const lines = Array.from({ length: 60 }, (_, i) => `${sizes[i % 3]},${i},${i % 3 ? 'v' : 'u'}`);

  it('of an order takes another level, and none, for a hole', async () => {
    writeFileSync(at('sizes.csv'), `size,n,y\n${lines.join('\n')}\n`);
    const words =
      'train sizes.csv --target y --column size:order=S/M/L --epochs 40 --out s.safetensors';
    expect((await densely(words)).stdout).toContain('size: ordinal, 1 input; 0 to 2');
    const model = await Model.load(at('s.safetensors'));
    const piped = await fed(
      Buffer.from('n,size\n1,S\n2,XL\n3,\n'),
      'predict',
      's.safetensors',
      '-',
      '--json',
    );
    const records = [{ size: 'S', n: 1 }, { size: 'XL', n: 2 }, { n: 3 }];
    expect(JSON.parse(piped.stdout)).toEqual({ predictions: model.predict(records) });
  });

  it('without names finds kinds by itself, or is told them', async () => {
    writeFileSync(at('bare.csv'), lines.join('\n'));
    const words = '--no-header --target -1 --epochs 40 --out b.safetensors';
    expect((await densely(`train bare.csv ${words}`)).code).toBe(0);
    const [model, flags] = [
      await Model.load(at('b.safetensors')),
      ['b.safetensors', '-', '--no-header'],
    ];
    const right = await fed(Buffer.from('L,1\nS,2\nnone,3\n'), 'predict', ...flags, '--json');
    const rows = [
      ['L', 1],
      ['S', 2],
      ['none', 3],
    ];
    expect(JSON.parse(right.stdout)).toEqual({ predictions: model.predict(rows) });
    const other = await fed(Buffer.from('100,1\n200,2\n'), 'predict', ...flags);
    expect(other.stderr).toContain('was trained on a category: say --column x1=category where');
    const told = await fed(
      Buffer.from('100,1\n200,2\n'),
      'predict',
      ...flags,
      '--column',
      'x1=category',
    );
    expect([told.code, told.stderr]).toEqual([0, '']);
  });

  it('of numbers alone fills a hole as model.predict does', async () => {
    expect(
      (
        await densely(
          'train bare.csv --no-header --features x2 --target -1 --epochs 5 --out n.safetensors',
        )
      ).code,
    ).toBe(0);
    const model = await Model.load(at('n.safetensors'));
    const piped = await fed(
      Buffer.from('x2,z\n1,a\nNA,b\n'),
      'predict',
      'n.safetensors',
      '-',
      '--probabilities',
      '--json',
    );
    expect(JSON.parse(piped.stdout)).toMatchObject({
      probabilities: model.probabilities([{ x2: 1 }, {}]).map((p) => [...p]),
    });
    const wrong = await fed(Buffer.from('x2\n1\nold\n'), 'predict', 'n.safetensors', '-');
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      'densely: standard input: one problem:\nline 3, column "x2": "old" is not a number\nCorrect these lines or leave them out.\n',
    ]);
  });
});

describe.runIf(hasDist)('a scale', () => {
  it('may have its limit', async () => {
    const words = 'train moons --scale robust:clip=2 --epochs 2 --test 0 --out r.safetensors';
    expect((await densely(words)).code).toBe(0);
    const scale = { name: 'robust', clip: 2 } as const;
    const model = await train(datasets.moons(), { scale, epochs: 2 });
    expect((await Model.load(at('r.safetensors'))).toBytes()).toEqual(model.toBytes());
  });
});

describe.runIf(hasDist)('columns of other purposes', () => {
  it('groups stay together in the parts, and are no feature', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `${i},g${i >> 2},1,${i % 2 ? 'u' : 'v'}`);
    writeFileSync(at('groups.csv'), `a,who,w,y\n${lines.join('\n')}\n`);
    const words = 'train groups.csv --target y --groups who --weights w --epochs 2 --json';
    const { stdout } = await densely(`${words} --out g.safetensors`);
    const data = await Dataset.csv(at('groups.csv'), { target: 'y', groups: 'who', weights: 'w' });
    const [fit, test] = data.split({ test: 0.2, seed: 0 });
    const model = await train(fit, { epochs: 2 });
    expect(JSON.parse(stdout)).toMatchObject({
      fit: fit.size,
      test: JSON.parse(JSON.stringify(model.evaluate(test))) as object,
    });
    expect((await Model.load(at('g.safetensors'))).features).toEqual(['a']);
  });
});
