// Tables at random, all the way: written as CSV and given as records, trained on, saved, loaded, asked.
import { describe, expect, it } from 'vitest';
import { Dataset, Model, RandomState, Table, train, type CellValue } from '../lib/index.js';

type Rec = Record<string, CellValue>;

const words = ['a', 'b, c', 'quo"ted', 'two\nlines', 'Ö', '😀', 'x=1', ' '.repeat(2) + 'padded'];

interface Drawn {
  readonly records: readonly Rec[];
  readonly scale: 'standard' | 'minmax' | 'robust' | 'quantile' | 'log' | 'none';
}

const makers: Readonly<Record<string, (random: RandomState) => CellValue>> = {
  number: (random) => Math.round(1e6 * random.normal()) / 1e3,
  whole: (random) => random.interval(1000) - 500,
  word: (random) => words[random.interval(words.length - 2)]!,
  truth: (random) => random.random() < 0.5,
  date: (random) => new Date(Date.UTC(2020, 0, 1 + random.interval(900))),
  time: (random) => new Date(Date.UTC(2020, 0, 1) + 1000 * random.interval(1e8)),
};
const kinds = Object.keys(makers);
const scales = ['standard', 'minmax', 'robust', 'quantile', 'log', 'none'] as const;

/** A table of 1 to 6 columns and 40 examples, a tenth of whose cells may be missing. */
function draw(random: RandomState): Drawn {
  const columns = Array.from({ length: 1 + random.interval(5) }, (_, c) => ({
    name: `${kinds[random.interval(kinds.length - 1)]!} ${c}`,
    holes: random.random() < 0.5,
  }));
  const records = Array.from({ length: 40 }, (_, i) => {
    const cells = columns.map(({ name, holes }) => {
      const value = makers[name.split(' ')[0]!]!(random);
      return [name, holes && i > 9 && random.random() < 0.1 ? null : value] as const;
    });
    return { ...Object.fromEntries(cells), left: i % 3 === 0 ? 'yes' : 'no' };
  });
  return { records, scale: scales[random.interval(scales.length - 1)]! };
}

/** As RFC 4180 has it: quotes where they are needed. */
function field(value: CellValue): string {
  // An empty line would be none of a table of one column.
  if (value === null) return 'NA';
  const text = value instanceof Date ? value.toISOString() : String(value);
  return /[",\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

async function* csvOf(records: readonly Rec[]): AsyncGenerator<string> {
  const names = Object.keys(records[0]!);
  yield `${names.map(field).join(',')}\n`;
  for (const record of records) yield `${names.map((name) => field(record[name]!)).join(',')}\n`;
}

const without = (record: Rec): Rec =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'left'));

describe.each(Array.from({ length: 24 }, (_, seed) => seed))('table %i', (seed) => {
  const { records, scale } = draw(new RandomState(seed));
  const options = { hidden: [4], epochs: 2, seed, scale } as const;

  it('is the same from CSV and from records: data, model, file, predictions', async () => {
    const data = Dataset.fromRecords(records, { target: 'left' });
    const read = await Dataset.csv(csvOf(records), { target: 'left' });
    expect(read.records()).toEqual(data.records());
    const [model, other] = await Promise.all([train(data, options), train(read, options)]);
    expect(other.toBytes()).toEqual(model.toBytes());

    const asked = records.map(without);
    const probabilities = model.probabilities(asked);
    const again = Model.fromBytes(model.toBytes());
    const file = await Table.csv(csvOf(asked), { columns: kindsOf(data) });
    const turned = asked.map((record) => Object.fromEntries(Object.entries(record).toReversed()));
    expect(again.probabilities(asked)).toEqual(probabilities);
    expect(again.probabilities(turned)).toEqual(probabilities);
    expect(again.probabilities(file)).toEqual(probabilities);
    expect(await again.probabilitiesAsync(asked)).toEqual(probabilities);
    expect(again.evaluate(read)).toEqual(model.evaluate(data));
    expect(again.encode(read).toArray()).toEqual(model.encode(data).toArray());
  });
});

const kindsOf = (data: Dataset): Record<string, 'number' | 'category' | 'boolean' | 'date'> =>
  Object.fromEntries(
    data.schema.columns
      .filter(({ role }) => role === 'feature')
      .map(({ name, kind }) => [name, kind as 'number']),
  );
