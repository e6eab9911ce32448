// What the commands say of a table's columns.
import type { Dataset, Schema, SchemaColumn, Table } from '../index.js';
import { UsageError } from './command.js';
import { quoted } from './column-flag.js';

/** Features that are no numbers, or some of which are missing. */
function oddFeatures({ schema }: Table): SchemaColumn[] {
  return schema.columns.filter(
    ({ role, kind, holes }) => role === 'feature' && (kind !== 'number' || holes > 0),
  );
}

/** Are all features numbers, none of which is missing? */
export function isWhole(data: Table): boolean {
  return oddFeatures(data).length === 0;
}

/** @param what needs numbers */
export function checkWhole(data: Dataset, what: string): void {
  const [odd] = oddFeatures(data);
  if (odd === undefined) return;
  const { name, kind } = odd;
  const is = kind === 'number' ? 'has missing values' : `is of the kind ${kind}`;
  throw new UsageError(
    `${what} needs features that are numbers, none of them missing; ${JSON.stringify(name)} ${is}. Leave such columns out, of a training too: --column ${quoted(`${name}=skip`)}`,
  );
}

const KINDS: readonly (readonly [SchemaColumn['kind'], one: string, more: string])[] = [
  ['number', 'number', 'numbers'],
  ['category', 'category', 'categories'],
  ['boolean', 'truth value', 'truth values'],
  ['date', 'date', 'dates'],
];

/** Names that are told, and sentences. */
const MOST = 5;

/** How many features are of each kind, and where values are missing. */
export function kindsText({ columns }: Schema): string {
  const features = columns.filter(({ role }) => role === 'feature');
  const kinds = KINDS.flatMap(([kind, one, more]) => {
    const { length } = features.filter((column) => column.kind === kind);
    return length === 0 ? [] : [`${length} ${length === 1 ? one : more}`];
  });
  const holed = features.filter(({ holes }) => holes > 0);
  const missing = holed.slice(0, MOST).map(({ name, holes }) => `${name} (${holes})`);
  const more = holed.length > MOST ? `, … (${holed.length} columns)` : '';
  return kinds.join(', ') + (holed.length === 0 ? '' : `; missing in ${missing.join(', ')}${more}`);
}

/** What looks wrong with columns, a sentence each. */
export function adviceLines({ columns }: Schema): string[] {
  const all = columns.flatMap(({ name, advice }) => advice.map((text) => `${name}: ${text}`));
  const more = all.length - MOST;
  return more > 0 ? [...all.slice(0, MOST), `${more} more by densely describe`] : all;
}
