// The columns that are read, made of what is planned for them.
import { roundTo } from '../../base/dtype.js';
import { nearestHint, show, some } from '../../base/errors.js';
import { dateReader, isIso } from '../dates.js';
import { absence, type Holes } from '../holes.js';
import { columnsText, truth, type TextKinds } from '../kinds.js';
import { commaHint, decimal, hasLeadingZero, isPlain, numberReader } from '../numerals.js';
import { noneOf, type ClassLabel } from '../targets.js';
import {
  DATE,
  MISSING,
  NUMBER,
  ODD,
  REFUSED,
  ValueColumn,
  WordColumn,
  type Column,
  type Otherwise,
  type Place,
} from './column.js';
import { ZERO } from './memory.js';
import { isOther, type Planned } from './plan.js';
import type { Problems } from './problems.js';
import type { TableRequest } from './request.js';

/** A column as it is read. */
export interface Sink {
  readonly planned: Planned;
  readonly column: Column;
  /** Of words, in the order of arrival, or in their own. */
  readonly levels: string[];
}

/** Words of a column, at the most: names of examples have more. */
const MOST_LEVELS = 100_000;

/** Makes columns. */
export class Sinks {
  readonly #request: TableRequest;
  readonly #holes: Holes;
  readonly #problems: Problems;
  readonly #again: boolean;
  /** Has a column turned out to be of another kind than was planned? */
  turned = false;
  /** Columns that must be numbers and hold text in the first record: column, text, line. */
  readonly texts: Map<Planned, { readonly text: string; readonly line: number }> = new Map();
  /** Is the first record read? */
  first = true;

  /** @param again may the text be read a second time? */
  constructor(request: TableRequest, holes: Holes, problems: Problems, again: boolean) {
    this.#request = request;
    this.#holes = holes;
    this.#problems = problems;
    this.#again = again;
  }

  make(planned: Planned): Sink {
    const { kind } = planned;
    if (kind === 'number') return { planned, column: this.#numbers(planned), levels: [] };
    if (kind === 'date') return { planned, column: this.#dates(planned), levels: [] };
    if (kind === 'empty') return { planned, column: this.#nothing(planned), levels: [] };
    return this.#words(planned);
  }

  /** A column that is no part of the table as long as nothing is in it. */
  watch(place: Place, refusal: () => Error): Sink {
    const planned: Planned = {
      place,
      role: 'other',
      declared: {},
      numbers: {},
      kind: 'empty',
      kinds: undefined,
      first: undefined,
    };
    const found = (): never => {
      throw refusal();
    };
    const of = { how: ODD, form: 0, parse: () => NaN, holes: this.#holes };
    const column = new ValueColumn(place, { ...of, missing: () => NaN, otherwise: found });
    return { planned, column, levels: [] };
  }

  #refuse({ place }: Planned, line: number, complaint: string): void {
    this.#problems.add(`line ${line}, column ${show(place.name)}: ${complaint}`);
  }

  #needsAll({ role, declared }: Planned): boolean {
    const refused = declared.impute === 'refuse' || role === 'target';
    return refused || (role === 'feature' && this.#request.numbersOnly);
  }

  /** What a missing value becomes. */
  #missing(planned: Planned): Otherwise {
    if (!this.#needsAll(planned)) return () => NaN;
    return (text, line) => {
      this.#refuse(planned, line, absenceOf(planned, text));
      return NaN;
    };
  }

  #numbers(planned: Planned): ValueColumn {
    const { place, numbers, kinds } = planned;
    const read = numberReader(numbers);
    const dtype = planned.role === 'feature' ? this.#request.dtype : 'float64';
    const parse = (text: string): number => {
      const value = read(text);
      return Number.isFinite(roundTo(dtype, value)) && !kinds?.isName(text) ? value : NaN;
    };
    const { decimal: mark = '.' } = numbers;
    const simple = isPlain({ ...numbers, decimal: '.' });
    const all = this.#needsAll(planned);
    // A number that stands for a hole is looked for afterwards, where there may be holes.
    const odd =
      !simple || kinds?.isExact || ((all || planned.role !== 'feature') && this.missing.length > 0);
    const taken = all ? 0 : this.#holes.has('NA') ? 2 : 1;
    return new ValueColumn(place, {
      how: odd ? ODD : NUMBER,
      form: (mark.charCodeAt(0) ^ ZERO) + 256 * taken,
      parse,
      holes: this.#holes,
      missing: this.#missing(planned),
      otherwise: this.#otherwise(planned, (text) => {
        if (Number.isNaN(read(text))) return `${show(text)} is not a number${commaHint(text)}`;
        if (!kinds?.isName(text)) return `${show(text)} is too large for ${dtype}`;
        return `${show(text)} ${nameText(text)}, so that it is a name and no number`;
      }),
    });
  }

  /** Numbers that stand for a hole. */
  get missing(): readonly number[] {
    return this.#holes.numbers;
  }

  #dates(planned: Planned): ValueColumn {
    const { format } = planned.declared;
    return new ValueColumn(planned.place, {
      how: format === undefined && !this.#holes.more.some(isIso) ? DATE : ODD,
      form: 0,
      parse: dateReader(format),
      holes: this.#holes,
      missing: this.#missing(planned),
      otherwise: this.#otherwise(
        planned,
        (text) => `${show(text)} is no date${format === undefined ? ' (YYYY-MM-DD)' : ''}`,
      ),
    });
  }

  #nothing(planned: Planned): ValueColumn {
    return new ValueColumn(planned.place, {
      how: ODD,
      form: 0,
      parse: () => NaN,
      holes: this.#holes,
      missing: this.#missing(planned),
      otherwise: this.#otherwise(
        planned,
        (text) => `${show(text)} is the first value after many that are missing`,
      ),
    });
  }

  /** What happens to a text that is not of the column's kind. */
  #otherwise(planned: Planned, complaint: (text: string) => string): Otherwise {
    const { kinds, kind } = planned;
    return (text, line) => {
      if (kinds === undefined) return this.#wrong(planned, text, line, complaint(text));
      if (/[\uFFFD\0]/.test(text)) throw this.#problems.notUtf8(line, text);
      kinds.see(text, line);
      if (!isOther(kind, kinds.verdict)) return this.#wrong(planned, text, line, complaint(text));
      this.#mixed(planned, text, line);
      if (this.#again) this.turned = true;
      else this.#refuse(planned, line, `${complaint(text)}. ${onlyOnce(planned)}`);
      return NaN;
    };
  }

  #wrong(planned: Planned, text: string, line: number, complaint: string): number {
    const { declared, kind } = planned;
    const isText = Number.isNaN(decimal(text)) && commaHint(text) === '';
    const needed = kind === 'number' && declared.kind === undefined && isText;
    if (this.first && needed) this.texts.set(planned, { text, line });
    this.#refuse(planned, line, complaint);
    return NaN;
  }

  /** @throws where a target holds numbers and then a text */
  #mixed({ role, kind, kinds, first, place }: Planned, text: string, line: number): void {
    const { task } = this.#request;
    if (role !== 'target' || kind !== 'number' || task === 'classification') return;
    if (first === undefined || kinds!.hasNumerals) return;
    throw this.#problems.mixed(place.name, seenAs(first.text, first.line), seenAs(text, line));
  }

  #words(planned: Planned): Sink {
    const { kind, declared, place } = planned;
    const levels = [...(kind === 'boolean' ? ['false', 'true'] : (declared.order ?? []))];
    const hole = this.#needsAll(planned) ? REFUSED : MISSING;
    const meet = this.#meeting(planned, levels);
    const column = new WordColumn(place, {
      meet: (text, line) => (this.#holes.has(text) ? hole : meet(text, line)),
      refuse: (text, line) =>
        this.#wrong(
          planned,
          text,
          line,
          this.#holes.has(text) ? absenceOf(planned, text) : this.#unknown(planned, levels, text),
        ),
    });
    return { planned, column, levels };
  }

  /** What is wrong with a text that is refused. */
  #unknown(planned: Planned, levels: readonly string[], text: string): string {
    const { classes } = this.#request;
    if (planned.kind === 'boolean') return `${show(text)} is neither true nor false`;
    if (planned.role === 'target' && classes !== undefined)
      return `${show(text)} is ${noneOf(classes, text)}`;
    return `${show(text)} is none of its levels: ${some(levels)}${nearestHint(text, levels)}`;
  }

  /** The code of a text that was not there before. */
  #meeting(planned: Planned, levels: string[]): Otherwise {
    const { kind, kinds, declared, role, place } = planned;
    const { classes, anyWords } = this.#request;
    if (kind === 'boolean') {
      const other =
        kinds && this.#otherwise(planned, (text) => `${show(text)} is neither true nor false`);
      return (text, line) => {
        const value = truth(text);
        if (value !== undefined) return Number(value);
        if (!other) return REFUSED;
        other(text, line);
        return MISSING;
      };
    }
    if (declared.order) return (text) => (levels.includes(text) ? levels.indexOf(text) : REFUSED);
    const known = role === 'target' && classes && new Set(classes);
    const isLabel = role === 'target' && kinds && this.#request.task === undefined;
    const labels = isLabel ? new Labels(kinds, place, this.#problems) : undefined;
    return (text, line) => {
      if (/[\uFFFD\0]/.test(text)) throw this.#problems.notUtf8(line, text);
      if (known && !known.has(labelOf(text, classes!))) return REFUSED;
      labels?.see(text, line);
      if (levels.length === MOST_LEVELS && !anyWords)
        throw this.#problems.tooManyLevels(place.name, role, line);
      return levels.push(text) - 1;
    };
  }
}

/** Looks that a target does not hold both numbers and texts. */
class Labels {
  readonly #kinds: TextKinds;
  readonly #place: Place;
  readonly #problems: Problems;
  #number: string | undefined;
  #text: string | undefined;

  constructor(kinds: TextKinds, place: Place, problems: Problems) {
    this.#kinds = kinds;
    this.#place = place;
    this.#problems = problems;
  }

  /** @throws with the first that is of the other kind */
  see(text: string, line: number): void {
    if (!this.#kinds.hasNumerals && hasLeadingZero(text)) this.#kinds.see(text, line);
    if (Number.isFinite(decimal(text))) this.#number ??= seenAs(text, line);
    else this.#text ??= seenAs(text, line);
    if (this.#kinds.hasNumerals || this.#number === undefined || this.#text === undefined) return;
    throw this.#problems.mixed(this.#place.name, this.#number, this.#text);
  }
}

/** What a text stands for among classes, which are all of one type. */
function labelOf(text: string, [first]: readonly ClassLabel[]): ClassLabel {
  if (typeof first === 'number') return decimal(text);
  return typeof first === 'boolean' ? (truth(text) ?? text) : text;
}

const seenAs = (text: string, line: number): string => `${show(text)} on line ${line}`;

/** What to do about a text that can be read only once. */
function onlyOnce({ place }: Planned): string {
  return `This source cannot be read again: say what the column holds, such as columns: ${columnsText(place.name, 'category')}, or give a file's path`;
}

/** Why a numeral is a name. */
function nameText(text: string): string {
  return hasLeadingZero(text) ? 'begins with a zero' : 'is a whole number beyond 2^53';
}

/** A class may well be called "none". */
function absenceOf({ role }: Planned, text: string): string {
  const isWord = role === 'target' && /[a-z]/i.test(text);
  return absence(text) + (isWord ? ' (if it is a class, say holes: { only: [] })' : '');
}
