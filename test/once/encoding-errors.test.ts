// What is said of encodings and cannot be, and what files hold and must not.
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../lib/base/slices.js';
import { cellEncoder } from '../../lib/data/encoding/cells.js';
import { describeEncoding } from '../../lib/data/encoding/describe.js';
import { encodeFrame } from '../../lib/data/encoding/encode.js';
import { encodingColumns } from '../../lib/data/column-options.js';
import { imputeOption, scaleOption } from '../../lib/data/encoding/options.js';
import { parseEncoding } from '../../lib/data/encoding/parse.js';
import { DenselyError, Matrix } from '../../lib/index.js';
import { encoded, fitted, frameOf, randomColumns, single } from './encodings.js';

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof DenselyError) return `${error.code} ${error.argument}: ${error.message}`;
    throw error;
  }
  return 'nothing was refused';
}

describe('options', () => {
  it('are read', () => {
    expect(scaleOption('scale', 'robust')).toBe('robust');
    expect(scaleOption('scale', { name: 'log' })).toBe('log');
    expect(scaleOption('scale', { name: 'log', clip: 2 })).toEqual({ name: 'log', clip: 2 });
    for (const impute of ['mean', 'median', 'refuse', 0, -1.5])
      expect(imputeOption('impute', impute)).toBe(impute);
    const columns = encodingColumns('columns', { a: { scale: 'log' }, toString: { impute: 0 } });
    expect({ ...columns }).toEqual({ a: { scale: 'log' }, toString: { impute: 0 } });
    expect(columns['valueOf']).toBeUndefined();
  });

  it('are refused with what is allowed', () => {
    expect(refusal(() => scaleOption('scale', 'robus'))).toBe(
      'ERR_OPTION scale: scale must be one of "standard", "minmax", "robust", "quantile", "log", "none"; the nearest is "robust", not "robus".',
    );
    expect(refusal(() => scaleOption('scale', { name: 'log', clip: 0 }))).toBe(
      'ERR_OPTION scale.clip: scale.clip must be a number from 1e-100 to 1e+100, not 0.',
    );
    expect(refusal(() => scaleOption('scale', { name: 'log', clp: 1 }))).toContain(
      'did you mean "clip"?',
    );
    expect(refusal(() => imputeOption('impute', 'mena'))).toBe(
      "ERR_OPTION impute: impute must be 'mean', 'median', 'refuse' or a finite number; the nearest is \"mean\", not \"mena\".",
    );
    expect(refusal(() => imputeOption('impute', NaN))).toContain('not NaN');
    expect(refusal(() => encodingColumns('columns', [1]))).toContain('columns must be an object');
    expect(refusal(() => encodingColumns('columns', { a: { kind: 'skip' } }))).toContain(
      'columns.a has no key "kind"',
    );
  });

  it('of columns that are not there, or of words that have no mean, are refused', () => {
    const frame = single('category', ['a', 'b', 'c']);
    expect(refusal(() => fitted(frame, { columns: { y: {} } }))).toContain(
      'ERR_OPTION columns.y: There is no column "y"',
    );
    const message =
      "ERR_OPTION columns.x.impute: columns.x.impute must be 'refuse' or left out: a missing word is 0 in all of its column's inputs, not \"mean\".";
    expect(refusal(() => fitted(frame, { columns: { x: { impute: 'mean' } } }))).toBe(message);
    const told = single('category', ['a', 'b'], { said: { impute: 'mean' } });
    expect(refusal(() => fitted(told))).toBe(message);
    expect(refusal(() => fitted(frameOf([], new Uint32Array())))).toContain('no example');
  });
});

describe('values', () => {
  const advice = (name: string, example: number): string =>
    `ERR_DATA data: "${name}" of example ${example} is missing, and its column has impute: 'refuse': give it a value, leave the example out, or say impute: 'mean' for "${name}".`;

  it('that are missing where none may be are refused in training', () => {
    for (const kind of ['number', 'category', 'ordinal', 'boolean', 'date'] as const) {
      const there = { number: 1, category: 'a', ordinal: 'a', boolean: 'true', date: '2024-01-01' };
      const frame = single(kind, [there[kind], there[kind], null]);
      expect(refusal(() => fitted(frame, { impute: 'refuse' }))).toContain(
        '"x" of example 2 is missing',
      );
    }
    expect(refusal(() => fitted(single('number', [1, null]), { impute: 'refuse' }))).toBe(
      advice('x', 1),
    );
  });

  it('that are missing where none may be are refused later', () => {
    const columns = { x: { impute: 'refuse' } } as const;
    const numbers = fitted(single('number', [1, 2]), { columns });
    expect(refusal(() => encoded(numbers, single('number', [3, null])))).toBe(advice('x', 1));
    const words = fitted(single('category', ['a', 'b']), { columns });
    expect(refusal(() => encoded(words, single('category', ['new', 'a', null])))).toBe(
      advice('x', 2),
    );
    const out = new Float64Array(1);
    for (const encoding of [numbers, words]) {
      const encode = cellEncoder(encoding);
      expect(refusal(() => encode(Float64Array.of(NaN), out, 0))).toBe(advice('x', 0));
    }
    expect(cellEncoder(words)(Float64Array.of(-1), out, 0)).toBe(true);
    expect(cellEncoder(numbers)(Float64Array.of(Infinity), out, 0)).toBe(false);
    expect(cellEncoder(numbers)(Float64Array.of(1e39), new Float32Array(1), 0)).toBe(false);
  });

  it('too wide for their scale are refused', () => {
    const frame = single('number', [-1.7e308, -1.7e308, 1.7e308, 1.7e308]);
    for (const scale of ['standard', 'minmax', 'robust'] as const)
      expect(refusal(() => fitted(frame, { scale }))).toBe(
        'ERR_DATA data: "x" goes from -1.7e+308 to 1.7e+308, too wide to be scaled so: divide it first, or say scale: \'log\' for it (targetScale for a target).',
      );
  });

  it('of another kind are refused with what to say', () => {
    const encoding = fitted(single('ordinal', ['a', 'b'], { levels: ['a', 'b'] }));
    const to = Matrix.from([[0]]);
    expect(refusal(() => atOnce(encodeFrame(encoding, single('number', [1]), to)))).toBe(
      'ERR_DATA data: "x" is of kind number, but the model was trained on levels with an order: say columns: { "x": { order: […] } } where the data are read.',
    );
    const dates = fitted(single('date', ['2024-01-01']));
    expect(refusal(() => atOnce(encodeFrame(dates, single('category', ['a']), to)))).toContain(
      'trained on a date: say columns: { "x": "date" }',
    );
  });
});

describe('a file', () => {
  const frame = frameOf(randomColumns(3, 80));
  const encoding = fitted(frame, { scale: 'robust', columns: { n: { scale: 'quantile' } } });
  const { description, tensors } = describeEncoding(encoding);

  type Node = Record<string, unknown> | unknown[];

  /** Every place in a description, as the keys that lead there. */
  function placesIn(value: unknown): string[][] {
    if (value === null || typeof value !== 'object') return [[]];
    const inner = Object.entries(value).flatMap(([key, of]) =>
      placesIn(of).map((path) => [key, ...path]),
    );
    return [[], ...inner];
  }

  function changed(path: readonly string[], value: unknown): unknown {
    if (path.length === 0) return value;
    const copy = structuredClone(description) as unknown as Node;
    let at = copy as Record<string, unknown>;
    for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
    const last = path.at(-1)!;
    if (value === undefined) delete at[last];
    else at[last] = value;
    return copy;
  }

  it('with anything else in any place is refused, or it is what was read', () => {
    const strange = [undefined, null, 7.5, -1, 0, 'odd', 'log', true, false, [], {}, [['a']]];
    let refused = 0;
    for (const path of placesIn(description)) {
      for (const value of strange) {
        const wrong = changed(path, value);
        const found = refusal(() => {
          expect(describeEncoding(parseEncoding(wrong, tensors)).description).toEqual(wrong);
        });
        expect(found, path.join('.')).toMatch(/^ERR_MODEL_FILE |^nothing was refused$/);
        if (found !== 'nothing was refused') refused++;
      }
    }
    expect(refused).toBeGreaterThan(1500);
  });

  it('with numbers that cannot be is refused by their place', () => {
    for (const [name, numbers] of tensors) {
      for (const value of [NaN, -Infinity, -1e300]) {
        for (const i of [0, numbers.length - 1]) {
          const wrong = numbers.slice();
          wrong[i] = value;
          const found = refusal(() =>
            parseEncoding(description, new Map([...tensors, [name, wrong]])),
          );
          const isRight = value === -1e300 && /offset|impute|quantiles/.test(name);
          if (!isRight) expect(found, `${name}[${i}]`).toContain(`ERR_MODEL_FILE ${name}[`);
        }
      }
      for (const length of [numbers.length - 1, numbers.length + 1]) {
        const wrong = new Float64Array(length).map((_, i) => numbers[i] ?? 1e5);
        const found = refusal(() =>
          parseEncoding(description, new Map([...tensors, [name, wrong]])),
        );
        expect(found).toMatch(/^ERR_MODEL_FILE encoding\./);
      }
      const fewer = new Map([...tensors].filter(([other]) => other !== name));
      expect(refusal(() => parseEncoding(description, fewer))).toMatch(/^ERR_MODEL_FILE /);
    }
    const more = new Map([...tensors, ['encoding.more', Float64Array.of(1)]]);
    expect(refusal(() => parseEncoding(description, more))).toBe(
      'ERR_MODEL_FILE tensors: tensors must be one of encoding.offset, encoding.divisor, encoding.impute, encoding.quantiles, encoding.ranks, not "encoding.more".',
    );
  });

  it('with levels that could not have been fitted is refused', () => {
    const f = description.features.findIndex(({ name }) => name === 'words');
    const levelsLike = (levels: readonly string[]): string =>
      refusal(() => parseEncoding(changed(['features', String(f), 'levels'], levels), tensors));
    const { levels } = description.features[f]!;
    expect(levelsLike(levels!.toReversed())).toContain('in the order of their code points');
    expect(levelsLike([...levels!.slice(0, -1), levels![0]!])).toContain('each there once');
    expect(levelsLike([])).toContain('ERR_MODEL_FILE encoding.features');
    const other = description.features.findIndex(({ kind }) => kind === 'number');
    const same = changed(['features', String(other), 'name'], `words=${levels![0]}`);
    expect(refusal(() => parseEncoding(same, tensors))).toContain(
      'inputs that are not both "words=',
    );
    const flag = description.features.findIndex(({ name }) => name === 'flag');
    const wrong = changed(['features', String(flag), 'levels'], ['no', 'yes']);
    expect(refusal(() => parseEncoding(wrong, tensors))).toContain('false and true, and no other');
  });
});
