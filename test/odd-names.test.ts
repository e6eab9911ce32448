// Names of features and labels of classes with any characters, drawn from seeds: a model's file gives them
// back as they were, or they are refused before there is a model. And hints of shapes, which must hold.
import { describe, expect, it } from 'vitest';
import { Dataset, DenselyError, matmul, Matrix, Model, RandomState, train } from '../lib/index.js';
import { refusal } from './refusals.js';

const PARTS: readonly string[] = [
  ...'aB7 \t\n\r"\'\\/,;:{]\u007f\u0001é中ßİ\u2028\ufeff\ufffd\u200d'.split(''),
  'e\u0301',
  '😀',
  '\ud83d',
  '\udc00',
  '\u001b[1m',
  '__proto__',
  'constructor',
  'null',
  '\\u0041',
  '</script>',
  'x'.repeat(60),
];

class Names {
  readonly #random: RandomState;

  constructor(seed: number) {
    this.#random = new RandomState(seed);
  }

  below(n: number): number {
    return Math.min(n - 1, Math.floor(this.#random.uniform(0, n)));
  }

  /** Different names; perhaps an empty one, perhaps with a NUL. */
  list(count: number, withNul: boolean): string[] {
    const names = new Set<string>();
    while (names.size < count) {
      const parts = Array.from({ length: this.below(6) }, () => PARTS[this.below(PARTS.length)]!);
      names.add(parts.join(''));
    }
    const list = [...names];
    if (withNul) list[this.below(count)] += '\0';
    return list;
  }
}

describe('names drawn from a seed', () => {
  it.each([1, 2, 3])('come back or are refused, seed %d', async (seed) => {
    const names = new Names(seed);
    let refused = 0;
    for (let k = 0; k < 40; k++) {
      const [n, c] = [1 + names.below(4), 2 + names.below(3)];
      const [features, classes] = [names.list(n, k % 8 === 0), names.list(c, k % 8 === 4)];
      const targets = names.list(1, k % 8 === 2);
      const rows = Array.from({ length: c }, (_, i) => Array.from({ length: n }, () => i));
      const make = () => Dataset.from(rows, classes, { features, classes, targets });
      if ([...features, ...classes, ...targets].some((name) => name.includes('\0'))) {
        const error = (await refusal(make)) as DenselyError;
        expect([error.constructor, error.code]).toEqual([DenselyError, 'ERR_DATA']);
        expect(error.message).toContain('in which there is a NUL');
        refused++;
        continue;
      }
      const model = await train(make(), { hidden: [2], epochs: 1 });
      const back = Model.fromBytes(model.toBytes(), { classes });
      expect([back.features, back.classes, back.targets]).toEqual([features, classes, targets]);
      expect(back.predict(rows)).toEqual(model.predict(rows));
    }
    expect(refused).toBe(15);
  });
});

/** The shape of what a hint says to do. */
function done(hint: string, A: Matrix, B: Matrix): Matrix {
  if (hint === 'matmul(A, B.T)') return matmul(A, B.T);
  if (hint === 'matmul(A.T, B)') return matmul(A.T, B);
  throw new Error(`not known: ${hint}`);
}

it('what matmul hints at works, and all that works with one transpose is hinted at', async () => {
  const sizes = [1, 2, 3];
  const all = sizes.flatMap((rows) =>
    sizes.map((cols) => Matrix.of(new Float64Array(rows * cols), rows, cols)),
  );
  let hints = 0;
  for (const A of all) {
    for (const B of all) {
      if (A.cols === B.rows) {
        expect(matmul(A, B).cols).toBe(B.cols);
        continue;
      }
      const { message } = (await refusal(() => matmul(A, B))) as Error;
      const said = [...message.matchAll(/(matmul\(A(?:\.T)?, B(?:\.T)?\)) gives \((\d), (\d)\)/g)];
      for (const [, hint, rows, cols] of said) {
        const product = done(hint!, A, B);
        expect([`${product.rows}`, `${product.cols}`]).toEqual([rows, cols]);
      }
      expect(said.length).toBe(Number(A.cols === B.cols) + Number(A.rows === B.rows));
      hints += said.length;
    }
  }
  expect(hints).toBe(36);
});
