// A text is the same table, or has the same first fault, however it comes in pieces. Texts are drawn from
// seeds, with none, one or more faults; the oracle is the text in one piece.
import { describe, expect, it } from 'vitest';
import { RandomState } from '../../lib/base/random.js';
import { readCsv, type CsvOptions } from '../../lib/data/csv.js';
import { about, refusal } from '../refusals.js';
import { readCells } from './csv/tables.js';
import { DenselyError } from '../../lib/index.js';

type Piece = string | Uint8Array;

const FIELDS = ['1', '-2.5', ' 3 ', '"4"', '"5""6"', '"a\nb"', '"c\r\nd"', 'é', '😀', '"x,y"', ''];
const FAULTS = ['"never closed', '"a"b', 'a"b', 'NA', 'x', '1,2,3', '\uFFFD', '\0', '"', '1e999'];
const ENDS = ['\n', '\r\n', '\r', '\n\n', '\r\n\r\n', '\n  \n'];

class Texts {
  readonly #random: RandomState;

  constructor(seed: number) {
    this.#random = new RandomState(seed);
  }

  #below(n: number): number {
    return Math.min(n - 1, Math.floor(this.#random.uniform(0, n)));
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#below(list.length)]!;
  }

  #record(end: string): string {
    const numbers = Array.from({ length: 2 }, () => this.#one(FIELDS.slice(0, 4)));
    const label = this.#one(['u', 'v', ...FIELDS]);
    const fields = [...numbers, label];
    if (this.#below(4) === 0) fields[this.#below(3)] = this.#one(FAULTS);
    return fields.join(',') + end;
  }

  /** A text with a header, which may have a fault too. */
  text(): string {
    const end = this.#one(ENDS);
    const header = this.#one([
      'a,b,y',
      'a,b,y',
      ' a ,"b",y',
      'a,a,y',
      'a,"b"c,y',
      'a,,y',
      '\uFEFFa,b,y',
    ]);
    const records = Array.from({ length: 1 + this.#below(6) }, () =>
      this.#record(this.#one([end, '\n'])),
    );
    return `${header}${end}${records.join('')}`;
  }

  /** The pieces of a text between some places, perhaps with empty ones. */
  cut(bytes: Uint8Array): Uint8Array[] {
    const places = Array.from({ length: this.#below(6) }, () => this.#below(bytes.length + 1));
    const ends = [0, ...places.sort((a, b) => a - b), bytes.length];
    return ends.slice(1).map((to, i) => bytes.subarray(ends[i], to));
  }
}

async function* inPieces(pieces: readonly Piece[]): AsyncGenerator<Piece> {
  yield* pieces;
}

/** A table as plain values, or all that its refusal says. */
async function told(pieces: readonly Piece[], options: CsvOptions): Promise<unknown> {
  try {
    return await readCells(inPieces(pieces), options);
  } catch (error) {
    if (!(error instanceof DenselyError)) throw error;
    return about(error);
  }
}

const options: CsvOptions = { target: 'y' };
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a text cut anywhere', () => {
  it.each([
    [
      'a fault of a name, then one of a quote',
      'a,a,y\n1,2,u\n"3"4,5,v\n',
      'line 1: columns 1 and 2',
    ],
    [
      'a fault of a type, then one of a quote',
      'a,y,z\n1,2,u\n3,"4,5\n',
      'column "z" holds text',
      ['y', 'z'],
    ],
    [
      'a fault of a quote, then one of a type',
      'a,y,z\n1,2,3\n"3"4,5,6\n7,8,x\n',
      'field 1 of the',
      ['y', 'z'],
    ],
    [
      'targets of two kinds, then a quote',
      'a,y\n1,2\n1,u\n1,"v"w\n',
      'holds numbers (first "2" on',
    ],
  ])('has the same first fault: %s', async (_, text, first, target: string | string[] = 'y') => {
    const bytes = encode(text);
    for (let at = 0; at <= bytes.length; at++) {
      const pieces = [bytes.subarray(0, at), bytes.subarray(at)];
      const error = (await refusal(() => readCsv(inPieces(pieces), { target }))) as Error;
      expect(error.message, `cut at ${at}`).toContain(first);
    }
  });

  it.each([1, 2, 3, 4])('drawn from seed %d', async (seed) => {
    const texts = new Texts(seed);
    let refused = 0;
    for (let k = 0; k < 150; k++) {
      const text = texts.text();
      const bytes = encode(text);
      const whole = await told([bytes], options);
      if (Array.isArray(whole)) refused++;
      const cuts: readonly Piece[][] = [
        [text],
        text.split(''),
        Array.from(bytes, (_, i) => bytes.subarray(i, i + 1)),
        ...Array.from({ length: 6 }, () => texts.cut(bytes)),
      ];
      for (const pieces of cuts)
        expect(await told(pieces, options), JSON.stringify(pieces.map(String))).toEqual(whole);
    }
    expect(refused).toBeGreaterThan(40);
    expect(refused).toBeLessThan(140);
  });
});
