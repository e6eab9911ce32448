// What is said of a column on a command line: `plan=category`, `price:decimal=,,unit=$`.
import { columnKeys, columnKinds, type ColumnOptions } from '../data/column.js';
import { choice, UsageError } from './command.js';
import { readers } from './train-options.js';

type Key = (typeof columnKeys)[number];

const keys = columnKeys.join('|');
const FORMS = 'NAME=KIND or NAME:KEY=VALUE,KEY=VALUE';

/** What the flags `--column` say of columns, by their names; a column may have several. */
export function columnsSaid(texts: readonly string[]): Record<string, ColumnOptions> {
  const said = new Map<string, ColumnOptions>();
  for (const text of texts) {
    const [name, options] = columnSaid(text);
    said.set(name, { ...said.get(name), ...options });
  }
  return Object.fromEntries(said);
}

function columnSaid(text: string): [name: string, options: ColumnOptions] {
  const [, name, list] = new RegExp(`^(.+?):((?:${keys})=.*)$`, 's').exec(text) ?? [];
  if (name !== undefined) return [name, Object.fromEntries(pairsOf(list!)) as ColumnOptions];
  const [, whole, value] = /^(.+)=([^=]*)$/s.exec(text) ?? [];
  const known = columnKinds.find((kind) => kind === value);
  if (whole !== undefined && known !== undefined) return [whole, { kind: known }];
  const [, key] = /^.+?:([a-z]+)=/i.exec(text) ?? [];
  if (key !== undefined) choice('what --column says behind the colon', key, columnKeys);
  if (whole !== undefined) choice(`--column ${whole}`, value!, columnKinds);
  throw new UsageError(`--column must be ${FORMS}, not ${JSON.stringify(text)}`);
}

/** A value goes on to the next comma that a key follows: it may hold commas itself. */
function pairsOf(list: string): [Key, unknown][] {
  const starts = [...list.matchAll(new RegExp(`(?:^|,)(${keys})=`, 'g'))];
  return starts.map((start, i) => {
    const key = start[1] as Key;
    return [key, valueOf(key, list.slice(start.index + start[0].length, starts[i + 1]?.index))];
  });
}

/** The library checks what comes of it. */
function valueOf(key: Key, text: string): unknown {
  if (key === 'order') return text.split(text.includes(',') ? ',' : '/');
  if (key === 'impute') return readers['number or word']('column impute', text);
  return key === 'scale' ? readers['name with numbers']('column scale', text) : text;
}

/** Columns as the library says them, `columns: { price: { decimal: ',' } }`, as flags. */
export function columnFlags(message: string): string {
  const [key, value] = [
    `"(?:[^"\\\\]|\\\\.)*"|[^\\s:{}]+`,
    `'(?:[^'\\\\]|\\\\.)*'|"[^"]*"|\\{ .*? \\}`,
  ];
  const option = new RegExp(`\\bcolumns: \\{ (${key}): (${value}) \\}`, 'g');
  return message.replace(option, (_, name: string, said: string) => flagOf(name, said));
}

function flagOf(key: string, said: string): string {
  const name = key.startsWith('"') ? (JSON.parse(key) as string) : key;
  const text = (quoted: string): string => quoted.slice(1, -1).replaceAll("\\'", "'");
  if (!said.startsWith('{')) return `--column ${quoted(`${name}=${text(said)}`)}`;
  const pairs = [...said.matchAll(/(\w+): (?:'((?:[^'\\]|\\.)*)'|\[…\])/g)].map(([, key, value]) =>
    value === undefined ? `${key}=A/B/C` : `${key}=${value.replaceAll("\\'", "'")}`,
  );
  return `--column ${quoted(`${name}:${pairs.join(',')}`)}`;
}

/** As a shell takes it for one word. */
export function quoted(text: string): string {
  return /^[\w%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `columns.price.decimal` of a refusal as it is said here. */
export function columnPath(argument: string): string | undefined {
  const [, name, key] = new RegExp(`^columns\\.(.+?)(?:\\.(${keys}))?$`, 's').exec(argument) ?? [];
  if (name === undefined) return undefined;
  return `--column ${quoted(key === undefined ? name : `${name}:${key}`)}`;
}
