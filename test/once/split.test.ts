// Parts and folds: whole groups, the order of time, three parts, folds; what stays together and what comes near.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  RandomState,
  type KFoldOptions,
  type SplitOptions,
  type ValidationSplitOptions,
} from '../../lib/index.js';
import { Matrix } from '../../lib/base/matrix.js';
import { bodyFrom } from '../../lib/data/body.js';
import { atOnce } from '../../lib/base/slices.js';
import { foldsOf } from '../../lib/data/folds.js';
import type { FrameColumn } from '../../lib/data/frame.js';
import type { Whole } from '../../lib/data/parting.js';
import { shuffledFolds } from '../../lib/data/shuffled-folds.js';
import { splitExamples } from '../../lib/data/split.js';
import { Table } from '../../lib/data/table.js';
import { fixture } from '../fixtures.js';
import { each, refused, wrong } from '../refusals.js';

/** m examples whose only feature is their number; one in three is of class "b". */
function numbered(m: number, options: { groups?: (string | number)[] } = {}): Dataset<'a' | 'b'> {
  const rows = Array.from({ length: m }, (_, j) => [j]);
  return Dataset.from(
    rows,
    rows.map(([j = 0]) => (j % 3 === 2 ? 'b' : 'a')),
    options,
  );
}

const names = ({ X }: Dataset): number[] => [...X.data];
const ascending = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);
/** What two lists have in common. */
const common = (a: Iterable<unknown> | null, b: Iterable<unknown> | null): unknown[] => {
  const other = new Set(b);
  return [...new Set(a)].filter((value) => other.has(value));
};
/** What fixtures/folds.py dealt. */
const dealtByNumPy = fixture('folds.json') as readonly {
  readonly codes: readonly number[];
  readonly folds: number;
  readonly seed: number;
  readonly least: number;
  readonly held: readonly (readonly number[])[];
}[];
const all = (m: number): number[] => [...new Array(m).keys()];

/** `stamp` beside a feature that numbers the examples. */
function stamped(stamps: readonly number[]): Dataset {
  return Dataset.from(
    stamps.map((stamp, j) => [j, stamp]),
    stamps.map((_, j) => j % 2),
    { features: ['place', 'stamp'] },
  );
}
const places = (data: Dataset): number[] => [...data.X.data].slice(0, data.size);
const stamps = (data: Dataset): number[] => [...data.X.data].slice(data.size);

describe('three parts', () => {
  it('at random: that for testing is as without validation, then that for validation', () => {
    const data = numbered(40);
    const [train, validation, test] = data.split({ test: 0.25, validation: 0.2, seed: 5 });
    const order = [...new RandomState(5).permutation(40)];
    expect([test, validation, train].map(names)).toEqual([
      order.slice(0, 10),
      order.slice(10, 18),
      order.slice(18),
    ]);
    expect(names(data.split({ test: 0.25, seed: 5 })[1])).toEqual(names(test));
  });

  it('stratified: the share of each class in each part, at least one example', () => {
    const labels = [...'aaaaaaaaaaaabbbbbbccc'];
    const data = Dataset.from(
      labels.map((_, j) => [j]),
      labels,
    );
    for (let seed = 0; seed < 10; seed++) {
      const options = { test: 0.25, validation: 1 / 6, seed, stratify: true };
      const parts = data.split(options);
      const counts = parts.map((part) => part.describe().classes!.map(({ count }) => count));
      expect(counts).toEqual([
        [7, 3, 1],
        [2, 1, 1],
        [3, 2, 1],
      ]);
      expect(ascending(parts.flatMap(names))).toEqual(all(21));
    }
  });
});

describe('groups', () => {
  /** Sizes of g groups, drawn; the members lie scattered. */
  function grouped(seed: number, g: number, most: number): Dataset {
    const stream = new RandomState(seed);
    const groups = Array.from({ length: g }, (_, i) =>
      new Array<string>(1 + stream.interval(most - 1)).fill(`g${i}`),
    ).flat();
    return numbered(groups.length, { groups: stream.shuffle(groups) });
  }

  /** All sums of some sizes. */
  function sums(sizes: readonly number[]): Set<number> {
    return sizes.reduce(
      (all, size) => new Set([...all, ...[...all].map((s) => s + size)]),
      new Set([0]),
    );
  }

  const groupsIn = (part: Dataset): Set<unknown> => new Set(part.groups);

  it('are never in two parts, and the test part is as near its share as whole groups allow', () => {
    const drawn = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const data = grouped(seed % 12, 3 + (seed % 9), 1 + (seed % 12) * 2 + 1);
      const share = [0.1, 0.2, 0.35, 0.5, 0.8][seed % 5]!;
      const [train, test] = data.split({ test: share, seed, groups: true });
      expect(common(groupsIn(train), groupsIn(test))).toEqual([]);
      expect(ascending([...names(train), ...names(test)])).toEqual(all(data.size));
      const sizes = [...groupsIn(data)].map((g) => data.groups!.filter((of) => of === g).length);
      const wanted = Math.max(1, Math.round(share * data.size));
      const off = (sum: number): number => Math.abs(sum - wanted);
      const possible = [...sums(sizes)].filter((sum) => sum > 0 && sum < data.size);
      expect(off(test.size)).toBe(Math.min(...possible.map(off)));
      expect(names(test)).toEqual(ascending(names(test)));
    }
    const data = grouped(3, 30, 4);
    for (let seed = 0; seed < 20; seed++)
      drawn.add(names(data.split({ test: 0.3, seed })[1]).join());
    expect(drawn.size).toBe(20);
    expect(names(data.split({ test: 0.3, seed: 4 })[1])).toEqual(
      names(data.split({ test: 0.3, seed: 4, groups: true })[1]),
    );
  });

  it('three parts of three groups have one each, whatever their sizes', () => {
    const groups = [...'abcccccccc'];
    for (let seed = 0; seed < 10; seed++) {
      const parts = numbered(10, { groups }).split({ test: 0.2, validation: 0.2, seed });
      expect(parts.map(({ groups: of }) => new Set(of).size)).toEqual([1, 1, 1]);
      expect(parts.map(({ size }) => size)).toEqual([8, 1, 1]);
    }
  });

  it('of a hundred thousand examples too', () => {
    const data = grouped(1, 40_000, 4);
    const [train, validation, test] = data.split({ test: 0.2, validation: 0.1, groups: true });
    expect([test.size, validation.size]).toEqual([0.2, 0.1].map((s) => Math.round(s * data.size)));
    expect(train.size + validation.size + test.size).toBe(data.size);
    expect(common(groupsIn(train), groupsIn(validation))).toEqual([]);
  });

  it('are those of a column that is named, a feature too; false parts those of the dataset', () => {
    const groups = [...'aabbccddee'];
    const data = stamped([1, 1, 2, 2, 3, 3, 1, 1, 2, 2]);
    const [train, test] = data.split({ test: 0.4, seed: 2, groups: 'stamp' });
    expect(common(stamps(train), stamps(test))).toEqual([]);
    expect(test.size).toBe(4);
    const own = numbered(10, { groups });
    expect(names(own.split({ test: 0.4, seed: 2, groups: false })[1])).toEqual(
      names(numbered(10).split({ test: 0.4, seed: 2 })[1]),
    );
    expect(own.split({ test: 0.4, groups: 'groups' })[1].size).toBe(4);
  });

  it('of parts are those of their examples, and split again', () => {
    const data = grouped(5, 20, 5).shuffle({ seed: 3 });
    const [train] = data.split({ test: 0.3 });
    const group = new Map(names(data).map((name, j) => [name, data.groups![j]]));
    expect(train.groups).toEqual(names(train).map((name) => group.get(name)));
    const [fit, held] = train.split({ test: 0.5, seed: 1 });
    expect(common(groupsIn(fit), groupsIn(held))).toEqual([]);
    expect(held.groups).toEqual(names(held).map((name) => group.get(name)));
  });
});

describe('time', () => {
  it('the last rows are held out, equal times together, each part from the earliest on', () => {
    const data = stamped([5, 3, 3, 9, 1, 3, 7, 9, 8, 2]);
    const [train, test] = data.split({ test: 0.3, time: 'stamp' });
    expect([stamps(train), stamps(test)]).toEqual([
      [1, 2, 3, 3, 3, 5, 7],
      [8, 9, 9],
    ]);
    expect(places(train)).toEqual([4, 9, 1, 2, 5, 0, 6]);
    const parts = data.split({ test: 0.1, validation: 0.5, time: 'stamp', seed: 7 });
    expect(parts.map(stamps)).toEqual([
      [1, 2, 3, 3, 3],
      [5, 7, 8],
      [9, 9],
    ]);
  });

  it('cuts at the nearest place between two times', () => {
    const data = stamped([0, 0, 0, 1, 1, 1, 1, 1, 1, 2]);
    const sizes = (test: number): number[] =>
      data.split({ test, time: 'stamp' }).map(({ size }) => size);
    expect([0.1, 0.3, 0.4, 0.6, 0.9].map(sizes)).toEqual([
      [9, 1],
      [9, 1],
      [9, 1],
      [3, 7],
      [3, 7],
    ]);
  });

  it('of a part goes by its own examples', () => {
    const data = stamped([5, 3, 4, 9, 1, 6, 7, 2, 8, 0]).subset([9, 7, 5, 3, 1]);
    expect(data.split({ test: 0.4, time: 'stamp' }).map(stamps)).toEqual([
      [0, 2, 3],
      [6, 9],
    ]);
  });
});

describe('kFold', () => {
  const folds = (data: Dataset, options?: KFoldOptions): [number[], number[]][] =>
    [...data.kFold(options)].map(([fit, held]) => [names(fit), names(held)]);

  it('holds each example out once, five times by default, in parts of nearly one size', () => {
    const made = folds(numbered(23), { seed: 4 });
    expect(made.map(([, held]) => held.length)).toEqual([5, 5, 5, 4, 4]);
    expect(ascending(made.flatMap(([, held]) => held))).toEqual(all(23));
    for (const [fit, held] of made) {
      expect(ascending([...fit, ...held])).toEqual(all(23));
      expect([fit, held]).toEqual([ascending(fit), ascending(held)]);
    }
    const order = [...new RandomState(4).permutation(23)];
    expect(made[0]![1]).toEqual(ascending(order.filter((_, i) => i % 5 === 0)));
    expect(folds(numbered(23), { seed: 4 })).toEqual(made);
    expect(folds(numbered(23), { seed: 5 })).not.toEqual(made);
  });

  it('without a seed cuts the order of seed 0 into one piece after another, as ever', () => {
    const order = [...new RandomState(0).permutation(23)];
    const pieces = [0, 4, 9, 13, 18, 23];
    expect(folds(numbered(23)).map(([, held]) => held)).toEqual(
      pieces.slice(1).map((to, f) => ascending(order.slice(pieces[f], to))),
    );
    expect(folds(numbered(13), { folds: 3, stratify: true }).map(([, held]) => held)).toEqual([
      [2, 4, 6, 10, 11],
      [1, 7, 8, 9],
      [0, 3, 5, 12],
    ]);
  });

  it.each(dealtByNumPy.map((table, i) => [i, table] as const))(
    'with a seed deals each class in turn: table %i of NumPy',
    (_, { codes, folds: k, seed, least, held }) => {
      const rows = codes.map((_c, j) => [j]);
      const isClass = Math.max(...codes) > 0;
      const targets = isClass ? codes.map((c) => `c${c}`) : codes;
      const data = Dataset.from(rows, targets, isClass ? {} : { task: 'regression' });
      const made = atOnce(shuffledFolds(data, k, new RandomState(seed), { least }));
      expect(made.map((fold) => [...fold])).toEqual(held);
      if (least === 0)
        expect(folds(data, { folds: k, seed, stratify: isClass }).map(([, part]) => part)).toEqual(
          held,
        );
    },
  );

  it('stratified: the classes of each fold differ by one example at most', () => {
    for (let seed = 0; seed < 5; seed++) {
      const made = [...numbered(31).kFold({ folds: 4, stratify: true, seed })];
      const counts = made.map(([, held]) => held.describe().classes!.map(({ count }) => count));
      for (const c of [0, 1]) {
        const of = counts.map((count) => count[c]!);
        expect(Math.max(...of) - Math.min(...of)).toBeLessThanOrEqual(1);
      }
      expect(ascending(made.flatMap(([, held]) => names(held)))).toEqual(all(31));
    }
  });

  it('groups stay whole, in folds of nearly one size', () => {
    const groups = all(60).map((j) => `g${j % 11}`);
    const made = [...numbered(60, { groups }).kFold({ folds: 4, seed: 2 })];
    for (const [fit, held] of made) expect(common(fit.groups, held.groups)).toEqual([]);
    expect(made.map(([, held]) => held.size).sort()).toEqual([12, 16, 16, 16]);
    expect(ascending(made.flatMap(([, held]) => names(held)))).toEqual(all(60));
  });

  it('in the order of time each fits on all that came before', () => {
    const data = stamped([5, 3, 3, 9, 1, 3, 7, 9, 8, 2, 2, 4]);
    const made = [...data.kFold({ folds: 3, time: 'stamp' })];
    expect(made.map(([fit, held]) => [stamps(fit), stamps(held)])).toEqual([
      [
        [1, 2, 2],
        [3, 3, 3],
      ],
      [
        [1, 2, 2, 3, 3, 3],
        [4, 5, 7],
      ],
      [
        [1, 2, 2, 3, 3, 3, 4, 5, 7],
        [8, 9, 9],
      ],
    ]);
  });

  it('of a view are parts of the same memory', () => {
    const data = numbered(30).shuffle({ seed: 1 }).subset(all(20));
    const held = [...data.kFold({ folds: 4, time: undefined })].flatMap(([, part]) => names(part));
    expect(ascending(held)).toEqual(ascending(names(data)));
    const later = stamped([3, 1, 2, 0, 5, 4]).subset([5, 4, 3, 2, 1]);
    expect([...later.kFold({ folds: 2, time: 'stamp' })].map(([, part]) => stamps(part))).toEqual([
      [2],
      [4, 5],
    ]);
  });

  it('refuses before the first fold, and can be left', () => {
    expect(() => numbered(3).kFold({ folds: 4 })).toThrow(
      'folds must be a whole number from 2 to 3',
    );
    for (const [fit] of numbered(9).kFold()) {
      expect(fit.size).toBe(8);
      break;
    }
  });
});

describe('weights and groups', () => {
  const groups = ['x', 'y', 'x', 'z'];
  const data = Dataset.from([[1], [2], [3], [4]], ['a', 'b', 'a', 'b'], {
    weights: Float32Array.of(1, 0, 0.5, 2),
    groups,
  });

  it('are kept by parts', () => {
    expect([data.weights, data.groups]).toEqual([Float64Array.of(1, 0, 0.5, 2), groups]);
    const part = data.subset([3, 0]);
    expect([part.weights, part.groups]).toEqual([Float64Array.of(2, 1), ['z', 'x']]);
    const order = names(data.shuffle({ seed: 2 })).map((name) => name - 1);
    expect(data.shuffle({ seed: 2 }).groups).toEqual(order.map((j) => groups[j]));
    expect([numbered(3).weights, numbered(3).groups]).toEqual([null, null]);
  });

  it('are copies, and stand in the schema and in JSON', () => {
    data.weights!.fill(7);
    expect(data.weights![0]).toBe(1);
    const roles = data.schema.columns.map(({ name, role, kind }) => [name, role, kind]);
    expect(roles.slice(2)).toEqual([
      ['weights', 'weights', 'number'],
      ['groups', 'groups', 'category'],
    ]);
    const { examples, targets, options } = JSON.parse(JSON.stringify(data)) as never;
    const again = Dataset.from(examples, targets, options);
    expect([again.weights, again.groups]).toEqual([data.weights, groups]);
  });

  it('groups are texts, numbers or truth values', () => {
    const of = (list: readonly (string | number | boolean)[]): unknown =>
      Dataset.from([[1], [2]], ['a', 'b'], { groups: list }).groups;
    expect([of([7, 7.5]), of([true, false]), of(['', 'é'])]).toEqual([
      [7, 7.5],
      [true, false],
      ['', 'é'],
    ]);
  });
});

/** Two features of other kinds than numbers, beside columns that were not kept. */
function ofKinds(days: readonly number[], plans: Int32Array): Whole {
  const more = { holes: true, said: {} };
  const columns: FrameColumn[] = [
    { kind: 'date', name: 'day', times: Float64Array.from(days), ...more },
    {
      kind: 'category',
      name: 'plan',
      codes: plans,
      levels: ['free', 'team'],
      ordered: false,
      ...more,
    },
  ];
  const frame = { columns, order: null, size: days.length };
  const reading = { holes: undefined, ignored: ['stamp'] };
  const features = { features: ['day', 'plan'], named: true };
  const Y = Matrix.from([days.map((_, j) => j % 2)]);
  const told = { Y, classes: ['a', 'b'], targets: ['left'], task: 'classification' as const };
  return Object.assign(new Table(bodyFrom({ frame }, features, reading)), told);
}

describe('columns of other kinds', () => {
  const whole = ofKinds([3e9, 1e9, 2e9, 4e9], Int32Array.of(0, 1, 0, 1));

  it('dates are times, words are groups', () => {
    const parts = splitExamples(whole, { test: 0.5, time: 'day' }, undefined);
    expect(parts.map((part) => [...part])).toEqual([
      [1, 2],
      [0, 3],
    ]);
    const folds = [...foldsOf(whole, { folds: 2, groups: 'plan' }, undefined)];
    expect(folds.map(([, held]) => [...held].join()).sort()).toEqual(['0,2', '1,3']);
  });

  refused('and are refused where they cannot place an example', [
    ...each(
      'ERR_DATA',
      (o) => splitExamples(ofKinds([1, NaN], Int32Array.of(0, -1)), o, undefined),
      [
        [{ test: 0.5, time: 'day' }, 'time', '"day" has no value in example 1 (counted from 0)'],
        [{ test: 0.5, groups: 'plan' }, 'groups', '"plan" has no value in example 1', 'leave that'],
      ],
    ),
    ...each('ERR_OPTION', (o) => splitExamples(whole, o, undefined), [
      [{ test: 0.5, time: 'plan' }, 'time', '"plan", a column of the kind category', 'dates or'],
      [
        { test: 0.5, time: 'stamp' },
        'time',
        'no column "stamp"',
        'left out',
        'read it as a feature',
      ],
      [{ test: 0.5, time: 'dya' }, 'time', 'the nearest is "day"'],
      [{ test: 0.5, time: 'left' }, 'time', 'time is "left", which is the target: name a feature'],
      [{ test: 0.5, groups: 'left' }, 'groups', 'which is the target', 'say stratify: true'],
    ]),
  ]);
});

const grouped = numbered(6, { groups: [...'aabbcc'] });
const split = (of: Dataset) => (o: unknown) => of.split(wrong<SplitOptions>(o));

refused('split', [
  ...each('ERR_OPTION', split(numbered(6)), [
    [{ test: 0.5, validation: 0.5 }, 'validation', 'together below 1 (test is 0.5)', 'not 0.5'],
    [{ test: 0.5, validation: 0 }, 'validation', 'not 0'],
    [{ test: 0.5, validation: '0.2' }, 'validation', 'not "0.2"'],
    [{ test: 0.05, validation: 0.5 }, 'test', 'examples in all three parts of 6', 'not 0.05'],
    [{ test: 0.5, validation: 0.01 }, 'validation', 'in all three parts of 6', 'not 0.01'],
    [{ test: 0.5, validation: 0.49 }, 'validation', 'in all three parts of 6', 'not 0.49'],
    [{ test: 0.5, groups: 1 }, 'groups', 'true, false or the name of a column', 'not 1'],
    [{ test: 0.5, groups: true }, 'groups', 'the dataset has no groups', 'name a column'],
    [{ test: 0.5, groups: 'X1' }, 'groups', 'no column "X1"', 'the nearest is "x1"'],
    [{ test: 0.5, time: 3 }, 'time', 'the name of a column', 'not 3'],
    [{ test: 0.5, time: 'x2' }, 'time', 'no column "x2"', 'Columns: "x1"'],
    [{ test: 0.5, time: 'x1', stratify: true }, 'stratify', 'together with time', 'Leave stratify'],
    [{ test: 0.5, groups: 'x1', time: 'x1' }, 'time', 'together with groups', 'groups: false'],
    [{ test: 0.01, time: 'x1' }, 'test', 'examples in both parts of 6'],
  ]),
  ...each('ERR_OPTION', split(grouped), [
    [{ test: 0.5, stratify: true }, 'stratify', 'groups (the column "groups"), which stay whole'],
    [{ test: 0.5, time: 'x1' }, 'time', 'Leave time out, or say groups: false'],
  ]),
  ...each('ERR_OPTION', split(numbered(3, { groups: [...'aaa'] })), [
    [{ test: 0.5 }, 'groups', 'one group only', '2 parts need at least 2', 'groups: false'],
  ]),
  ...each('ERR_OPTION', split(numbered(4, { groups: [...'aabb'] })), [
    [{ test: 0.25, validation: 0.25 }, 'groups', '2 groups', '3 parts need at least 3'],
  ]),
  ...each('ERR_OPTION', split(stamped([1, 1, 1, 1])), [
    [{ test: 0.5, time: 'stamp' }, 'time', '"stamp" has one time only', 'need at least 2'],
  ]),
  ...each('ERR_OPTION', split(stamped([1, 1, 2, 2])), [
    [{ test: 0.25, validation: 0.25, time: 'stamp' }, 'time', '2 different times', 'at least 3'],
  ]),
  ...each(
    'ERR_DATA',
    (o) =>
      Dataset.from([[1], [2], [3], [4], [5]], [...'aaabb']).split(wrong<ValidationSplitOptions>(o)),
    [[{ test: 0.2, validation: 0.2, stratify: true }, 'stratify', 'class "b" has 2 examples only']],
  ),
]);

refused('kFold', [
  ...each('ERR_OPTION', (o) => numbered(6).kFold(wrong(o)), [
    [{ folds: 1 }, 'folds', 'a whole number from 2 to 6', 'not 1'],
    [{ folds: 7 }, 'folds', 'not 7'],
    [{ fold: 3 }, 'fold', 'did you mean "folds"'],
    [{ folds: 6, time: 'x1' }, 'time', '6 different times', '7 parts in the order of time'],
    [{ stratify: true, time: 'x1' }, 'stratify', 'together with time'],
  ]),
  ...each('ERR_OPTION', (o) => grouped.kFold(wrong(o)), [
    [{ folds: 4 }, 'groups', '3 groups', '4 parts need at least 4'],
    [{ folds: 2, stratify: true }, 'stratify', 'together with groups'],
  ]),
  ...each('ERR_DATA', (o) => numbered(6).kFold(wrong(o)), [
    [{ folds: 3, stratify: true }, 'folds', 'class "b" has 2 examples', 'fewer than 3 folds'],
    [{ folds: 3, stratify: true, seed: 1 }, 'folds', 'class "b" has 2 examples', 'than 3 folds'],
  ]),
  [
    'stratify for regression',
    () =>
      Dataset.from([[1], [2]], [0.5, 1], { task: 'regression' }).kFold({
        stratify: true,
        folds: 2,
      }),
    'ERR_OPTION',
    'stratify',
    'left out for regression',
  ],
  [
    'stratify for several labels',
    () =>
      Dataset.from(
        [[1], [2]],
        [
          [0, 1],
          [1, 1],
        ],
        { task: 'multilabel' },
      ).split({ stratify: true, test: 0.5 }),
    'ERR_OPTION',
    'stratify',
    'left out for several labels',
  ],
]);

const from = (o: unknown): unknown => Dataset.from([[1], [2]], ['a', 'b'], wrong<object>(o));

refused('weights and groups', [
  ...each('ERR_DATA', from, [
    [{ weights: [1, -1] }, 'weights[1]', 'a finite number, 0 or above', 'not -1'],
    [{ weights: [1, NaN] }, 'weights[1]', 'not NaN'],
    [{ weights: [Infinity, 1] }, 'weights[0]', 'not Infinity'],
    [{ weights: ['1', 1] }, 'weights[0]', 'not "1"'],
    [{ weights: [1, null] }, 'weights[1]', 'not null'],
    [{ weights: [0, 0] }, 'weights', 'all 0', 'no example would count'],
    [{ groups: ['a', 1] }, 'groups[1]', 'of the type of groups[0]', 'not 1'],
    [{ groups: ['a', undefined] }, 'groups[1]', 'not undefined'],
    [{ groups: [1, NaN] }, 'groups[1]', 'a finite number', 'not NaN'],
    [{ groups: [{}, {}] }, 'groups[0]', 'a text, a truth value'],
    [{ groups: ['a', 'b\0'] }, 'groups[1]', 'NUL'],
  ]),
  ...each('ERR_SHAPE', from, [
    [{ weights: [1] }, 'weights', '1 entries but there are 2 examples'],
    [{ groups: ['a', 'b', 'c'] }, 'groups', '3 entries but there are 2 examples'],
  ]),
  ...each('ERR_OPTION', from, [
    [{ weights: 3 }, 'weights', 'a list of one entry per example', 'not 3'],
    [{ groups: 'ab' }, 'groups', 'a list of one entry per example', 'not "ab"'],
    [{ weigths: [1, 1] }, 'weigths', 'did you mean "weights"'],
  ]),
]);
