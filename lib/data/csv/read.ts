// Reading a text to its end, and a second time where a column turned out to be of another kind.
import { show, some } from '../../base/errors.js';
import { Holes } from '../holes.js';
import { commaHint } from '../numerals.js';
import {
  chooseColumns,
  headerOf,
  headerQuestion,
  isNothingNamed,
  noName,
  type Chosen,
  type Header,
} from './columns.js';
import { gather, type Gathered } from './gather.js';
import type { FirstRecord, Head } from './head.js';
import { Planner, Sample, type Planned } from './plan.js';
import type { Problems } from './problems.js';
import type { TableRequest } from './request.js';
import { Columns, type ReadTable } from './result.js';
import { Scanner } from './scanner.js';
import { Sinks, type Sink } from './sinks.js';
import { homesOf, slotsOf, type Home } from './slots.js';
import type { Input } from './source.js';
import { Store } from './store.js';

/** Bytes of the beginning between two turns. */
const PIECE = 2 ** 14;

/** How a text is read that was opened. */
interface Pass {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** May it be read again? */
  readonly again: boolean;
  /** In bytes, where it is known. */
  readonly size: number | undefined;
}

/** Reads a text. */
export class TextReader {
  readonly #request: TableRequest;
  readonly #problems: Problems;
  readonly #pause: () => Promise<void>;
  readonly #holes: Holes;
  readonly #planner: Planner;
  #sinks: Sinks;
  /** The whole text, if it is short. */
  #short: Uint8Array | undefined;

  /** @param pause gives others a turn, between two pieces */
  constructor(request: TableRequest, problems: Problems, pause: () => Promise<void>) {
    this.#request = request;
    this.#problems = problems;
    this.#pause = pause;
    this.#holes = new Holes(request.format.holes);
    this.#planner = new Planner(request, problems);
    this.#sinks = new Sinks(request, this.#holes, problems, false);
  }

  async read(input: Input): Promise<ReadTable> {
    const table = await this.#pass({ ...input, pieces: input.pieces() });
    if (table) return table;
    // What there is to refuse comes again.
    this.#problems.cut(0);
    const pieces = this.#short ? once(this.#short) : input.pieces();
    return (await this.#pass({ ...input, pieces }))!;
  }

  /** Nothing where a column has turned out to be of another kind. */
  async #pass({ pieces, again, size }: Pass): Promise<ReadTable | undefined> {
    const rest = pieces[Symbol.asyncIterator]();
    try {
      const gathered = await gather(rest, this.#request.format, this.#problems, this.#pause);
      const { bytes, whole } = gathered;
      if (whole) this.#short = bytes;
      await this.#pause();
      const begun = await this.#begin(gathered, again || whole, size);
      for (let at = begun.at; at < bytes.length; at += PIECE) {
        begun.scanner.take(bytes.subarray(at, at + PIECE));
        await this.#pause();
      }
      for (let next = await rest.next(); !next.done; next = await rest.next()) {
        begun.scanner.take(next.value);
        await this.#pause();
      }
      const rows = begun.scanner.end();
      return this.#sinks.turned ? undefined : this.#table(begun, rows);
    } finally {
      await rest.return?.();
    }
  }

  async #begin(
    { head, whole, bytes }: Gathered,
    again: boolean,
    size: number | undefined,
  ): Promise<Begun> {
    const first = firstOf(head, this.#problems);
    const header = headerOf(first, this.#request, this.#problems);
    const records = header.named ? head.records.slice(1) : head.records;
    const sample = new Sample(records, header.names.length, this.#holes);
    const chosen = this.#choose(header, sample, head.records);
    if (header.named) this.#checkTitle(first, records);
    const planned = await this.#planner.plan(chosen, sample, this.#pause);
    const isHeaderTaken = this.#isHeaderTaken(header, planned, sample);
    this.#sinks = new Sinks(this.#request, this.#holes, this.#problems, again);
    const sinks = [
      ...planned.map((each) => this.#sinks.make(each)),
      ...chosen.nameless.map((place) =>
        this.#sinks.watch(place, () => noName(place.index, header, this.#problems, '')),
      ),
    ];
    const { homes, widths } = homesOf(sinks);
    const store = new Store(widths, {
      dtype: this.#request.dtype,
      expected: expectedRows(records, whole ? bytes.length : size),
      missing: this.#sinks.missing,
    });
    const start = header.named ? { at: first.next, line: first.nextLine } : first;
    const layout = {
      dialect: head.dialect,
      slots: slotsOf(sinks, homes, header.names.length, widths, store.block),
      names: header.names,
      headerLine: header.line,
      firstLine: start.line,
      afterFirst: (line: number) => this.#afterFirst(line),
    };
    const scanner = new Scanner(layout, store, this.#problems);
    const { delimiter } = head.dialect;
    return { scanner, at: start.at, header, isHeaderTaken, sinks, homes, store, chosen, delimiter };
  }

  /** A line with fewer fields than all others is no header. */
  #checkTitle(first: FirstRecord, [next, ...others]: readonly FirstRecord[]): void {
    if (next === undefined || others.length === 0) return;
    // One name less: some programs write numbers of rows without one.
    const isShort = next.count > (first.count === 1 ? 1 : first.count + 1);
    if (!isShort || others.some(({ count }) => count !== next.count)) return;
    throw this.#problems.error(
      `line ${first.line} has ${first.count === 1 ? '1 field' : `${first.count} fields`}, but all lines behind it have ${next.count}: is it a title?${skipTo(next.line)}`,
    );
  }

  /**
   * Where all columns are words the first record may be an example: nothing but a name that is asked for tells.
   * @throws `ERR_OPTION` where it comes again
   */
  #isHeaderTaken(header: Header, planned: readonly Planned[], sample: Sample): boolean {
    const isSaid = this.#request.header !== undefined || !isNothingNamed(this.#request);
    if (isSaid || !planned.every(({ kind }) => kind === 'category')) return false;
    const line = sample.lineOf(header.names);
    if (line !== undefined) throw headerQuestion(header.names, `, as on line ${line}`);
    return true;
  }

  #choose(header: Header, sample: Sample, records: readonly FirstRecord[]): Chosen {
    const isEmpty = (index: number): boolean => sample.isEmpty(index);
    const hint = (): string => headerHint(records, this.#request);
    return chooseColumns(header, this.#request, { isEmpty, hint }, this.#problems);
  }

  /** A column of text is one mistake, not one a line. */
  #afterFirst(line: number): void {
    const { texts } = this.#sinks;
    this.#sinks.first = false;
    const odd = [...texts].filter(([, text]) => text.line >= line);
    const columns = odd.map(([column]) => column);
    const features = columns.filter(({ role }) => role === 'feature');
    if (features.length > 0)
      throw this.#textFeatures(features, texts.get(features[0]!)!.text, line);
    if (columns.length > 0)
      throw this.#problems.error(
        `${holdText(columns)} on line ${line}, but the targets of a regression, or of several columns, must be numbers. One column of text is a classification: leave \`task\` out.`,
      );
  }

  #textFeatures(columns: readonly Planned[], text: string, line: number): Error {
    if (!this.#request.numbersOnly)
      throw this.#problems.error(
        `${holdText(columns)} (${show(text)} on line ${line}), which is no finite number. Correct it, or say columns: { ${columns[0]!.place.name}: 'category' }.`,
      );
    return this.#problems.error(
      `${holdText(columns)} (${show(text)} on line ${line}), but a Matrix holds numbers${commaHint(text)}: name the columns to be read with \`columns\`, or read a Table, which takes words too.`,
    );
  }

  #table(begun: Begun, rows: number): ReadTable {
    const { scanner, store, header, sinks, homes, chosen, delimiter, isHeaderTaken } = begun;
    this.#problems.finish();
    if (rows === 0)
      throw this.#problems.error(`there is no example after the header on line ${header.line}.`);
    const columns = new Columns(sinks, homes, store);
    const features = columns.of('feature');
    const isEmpty = ({ kind, role }: Planned): boolean => kind === 'empty' && role === 'feature';
    const empty = sinks.filter(({ planned }) => isEmpty(planned)).map(nameOf);
    if (features.length === 0)
      throw this.#problems.error(`there is no value in any of the features, ${some(empty)}.`);
    const taken = new Set(features.map(({ name }) => name));
    return {
      frame: { columns: features, order: null, size: rows },
      targets: columns.of('target'),
      others: columns.of('other'),
      named: header.named || !chosen.all,
      isHeaderTaken,
      delimiter,
      empty,
      ignored: header.names.filter((name) => name !== '' && !taken.has(name)),
      lines: scanner.lines,
    };
  }
}

/** A text that is being read. */
interface Begun {
  readonly scanner: Scanner;
  /** Where the examples begin. */
  readonly at: number;
  readonly header: Header;
  readonly isHeaderTaken: boolean;
  readonly sinks: readonly Sink[];
  readonly homes: readonly Home[];
  readonly store: Store;
  readonly chosen: Chosen;
  readonly delimiter: string;
}

const nameOf = ({ planned }: Sink): string => planned.place.name;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function firstOf({ records, unfinished }: Head, problems: Problems): FirstRecord {
  const [first] = records;
  if (first?.misplaced)
    throw problems.strayQuote(first.misplaced.field, first.line, first.misplaced.what);
  if (first) return first;
  if (unfinished) throw problems.neverClosed(unfinished.fields - 1, unfinished.line);
  throw problems.error('there is nothing in it.');
}

/** A few more than a text of so many bytes may have, if it goes on as it begins. */
function expectedRows(records: readonly FirstRecord[], bytes: number | undefined): number {
  const [first, last] = [records[0], records.at(-1)];
  if (first === undefined || last === undefined || bytes === undefined) return 0;
  const each = (last.next - first.at) / records.length;
  return Math.ceil((1.05 * bytes) / each) + 100;
}

/** Where the header may be, if the first record is a title. */
function headerHint(records: readonly FirstRecord[], request: TableRequest): string {
  const asked = [...request.targets, ...(request.features ?? [])];
  const names = asked.filter((ref) => typeof ref === 'string');
  const [title, ...others] = records;
  // A spreadsheet fills up the line of a title.
  const isTitle = title?.fields.every(({ text }, i) => (text === '') === i > 0);
  if (names.length === 0 && !isTitle) return '';
  const isHeader = ({ fields }: FirstRecord): boolean =>
    names.length === 0
      ? fields.every(({ text }) => text !== '')
      : names.every((name) => fields.some(({ text }) => text === name));
  const line = others.find(isHeader)?.line;
  return line === undefined ? '' : skipTo(line);
}

const skipTo = (line: number): string => ` Line ${line} may be the header: say skip: ${line - 1}.`;

function holdText(columns: readonly Planned[]): string {
  const names = some(columns.map(({ place }) => place.name));
  return columns.length === 1 ? `column ${names} holds text` : `columns ${names} hold text`;
}
