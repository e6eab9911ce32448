// Where in the memory of the loops, and in the store, the values of each column go.
import { CELLS } from './memory.js';
import type { Slot } from './layout.js';
import type { Sink } from './sinks.js';
import type { Widths } from './store.js';
import { WordColumn } from './column.js';

/** The part of the store that holds a column, and which one it is there. */
export interface Home {
  readonly part: 'numbers' | 'floats' | 'words' | 'none';
  readonly index: number;
}

/** Numbers that are features lie together in the order of the features, all others by themselves. */
export function homesOf(sinks: readonly Sink[]): { homes: readonly Home[]; widths: Widths } {
  const widths = { numbers: 0, floats: 0, words: 0 };
  const homes = sinks.map((sink): Home => {
    const part = partOf(sink);
    return { part, index: part === 'none' ? 0 : widths[part]++ };
  });
  return { homes, widths };
}

function partOf({ column, planned: { kind, role } }: Sink): Home['part'] {
  if (column instanceof WordColumn) return 'words';
  if (kind === 'empty') return 'none';
  return kind === 'number' && role === 'feature' ? 'numbers' : 'floats';
}

/** @param count columns of the text; @param block of the store */
export function slotsOf(
  sinks: readonly Sink[],
  homes: readonly Home[],
  count: number,
  { numbers }: Widths,
  block: number,
): (Slot | undefined)[] {
  const slots = Array.from({ length: count }, (): Slot | undefined => undefined);
  sinks.forEach(({ column }, s) => {
    const { part, index } = homes[s]!;
    slots[column.at.index] = { column, ...placeOf(part, index, numbers, block) };
  });
  return slots;
}

function placeOf(
  part: Home['part'],
  index: number,
  numbers: number,
  block: number,
): Omit<Slot, 'column'> {
  if (part === 'numbers') return { first: index, step: numbers };
  if (part === 'floats') return { first: numbers * block + index * block, step: 1 };
  // Nobody looks at the last place.
  return part === 'words' ? { first: index * block, step: 1 } : { first: CELLS - 1, step: 0 };
}
