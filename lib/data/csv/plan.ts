// What is to become of each column, by what is said of it and by the first records.
import { DenselyError } from '../../base/errors.js';
import type { ColumnOptions } from '../column.js';
import { saidKind } from '../column-options.js';
import type { Holes } from '../holes.js';
import { questionText, TextKinds, type Verdict } from '../kinds.js';
import type { NumberFormat } from '../numerals.js';
import type { Chosen } from './columns.js';
import type { Place } from './column.js';
import type { FirstRecord } from './head.js';
import type { Problems } from './problems.js';
import type { TableRequest } from './request.js';

export type Role = 'feature' | 'target' | 'other';

/** What is read of a column: `empty` for one in which nothing has been so far. */
export type ReadKind = 'number' | 'category' | 'boolean' | 'date' | 'empty';

/** A column that is read. */
export interface Planned {
  readonly place: Place;
  readonly role: Role;
  readonly declared: ColumnOptions;
  readonly numbers: NumberFormat;
  readonly kind: ReadKind;
  /** Is the kind found out, and may turn out to be another? */
  readonly kinds: TextKinds | undefined;
  /** The first value, and its line. */
  readonly first: { readonly text: string; readonly line: number } | undefined;
}

/** What the kinds of a text's columns are found out from. */
export class Sample {
  readonly #records: readonly FirstRecord[];
  readonly #holes: Holes;

  /** @param records those after the header */
  constructor(records: readonly FirstRecord[], width: number, holes: Holes) {
    this.#records = records.filter(({ count, misplaced }) => count === width && !misplaced);
    this.#holes = holes;
  }

  /** The values of a column that are there. */
  *values(index: number): Generator<{ readonly text: string; readonly line: number }> {
    for (const { fields, line } of this.#records) {
      const { text, breaks } = fields[index]!;
      if (!this.#holes.has(text)) yield { text, line: line + breaks };
    }
  }

  /** The line of the first record with these texts. */
  lineOf(texts: readonly string[]): number | undefined {
    const isSame = ({ fields }: FirstRecord): boolean =>
      texts.every((text, i) => fields[i]!.text === text);
    return this.#records.find(isSame)?.line;
  }

  isEmpty(index: number): boolean {
    return this.values(index).next().done === true;
  }
}

/** Plans columns; what they turned out to be in a first reading is kept for a second. */
export class Planner {
  readonly #request: TableRequest;
  readonly #problems: Problems;
  readonly #kinds = new Map<number, TextKinds>();

  constructor(request: TableRequest, problems: Problems) {
    this.#request = request;
    this.#problems = problems;
  }

  /** @throws `ERR_OPTION` with a question where two kinds are plausible */
  async plan(chosen: Chosen, sample: Sample, pause: () => Promise<void>): Promise<Planned[]> {
    const questions: string[] = [];
    const planned: Planned[] = [];
    for (const role of ['feature', 'target', 'other'] as const)
      for (const place of placesOf(chosen, role)) {
        planned.push(this.#planned(place, role, sample, questions));
        await pause();
      }
    if (questions.length > 0) throw this.#asked(questions);
    return planned;
  }

  #planned(place: Place, role: Role, sample: Sample, questions: string[]): Planned {
    const declared = this.#request.columns.get(place.name) ?? {};
    const { decimal, thousands, unit } = {
      ...this.#request.format.numbers,
      ...withoutAbsent(declared),
    };
    const numbers = { decimal, thousands, unit };
    const [first] = sample.values(place.index);
    const of = { place, role, declared, numbers, first };
    const kind = saidKind(declared) ?? this.#neededKind(role);
    if (kind !== undefined && kind !== 'skip') return { ...of, kind, kinds: undefined };
    const kinds =
      this.#kinds.get(place.index) ??
      seen(sample, place, new TextKinds(numbers, this.#isExact(place, role)));
    this.#kinds.set(place.index, kinds);
    const { verdict } = kinds;
    if (verdict.kind !== 'question') return { ...of, kind: verdict.kind, kinds };
    if (role === 'target' && this.#request.task === 'classification')
      return { ...of, kind: 'category', kinds };
    questions.push(questionText(place.name, `line ${verdict.place}`, verdict));
    return { ...of, kind: 'category', kinds };
  }

  /** What a column must hold for its purpose. */
  #neededKind(role: Role): ReadKind | undefined {
    const { targets, task, numbersOnly, classes } = this.#request;
    if (role === 'feature') return numbersOnly ? 'number' : undefined;
    if (role !== 'target') return undefined;
    if (classes !== undefined) return 'category';
    // Labels may be truth values.
    if (task === 'multilabel') return undefined;
    return targets.length > 1 || task === 'regression' ? 'number' : undefined;
  }

  /** Of groups and classes. */
  #isExact({ name }: Place, role: Role): boolean {
    const { task, others } = this.#request;
    if (role === 'target') return task === 'classification';
    return others.some((other) => other.option === 'groups' && other.name === name);
  }

  #asked(questions: readonly string[]): DenselyError {
    const { message } = this.#problems.error(questions.slice(0, 20).join('\n'));
    return new DenselyError('ERR_OPTION', 'columns', message);
  }
}

function placesOf({ features, targets, others }: Chosen, role: Role): readonly Place[] {
  return role === 'feature' ? features : role === 'target' ? targets : others;
}

function withoutAbsent(options: ColumnOptions): ColumnOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function seen(sample: Sample, { index }: Place, kinds: TextKinds): TextKinds {
  for (const { text, line } of sample.values(index)) kinds.see(text, line);
  return kinds;
}

/** Would a column be read otherwise? */
export function isOther(kind: ReadKind, verdict: Verdict): boolean {
  return verdict.kind !== kind;
}
