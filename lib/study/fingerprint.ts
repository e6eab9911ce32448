// A dataset's hash: of all that a training can learn from.
import { checksumText, fastCrc32 } from '../base/checksum.js';
import { inPieces, type Slices } from '../base/slices.js';
import { weightReader, type Dataset } from '../data/dataset.js';
import { frameOfMatrix, plainCells, type FrameColumn } from '../data/frame.js';
import { bodyOf } from '../data/table.js';
import { encoded } from '../format/numbers.js';

/** Numbers that are hashed in one piece of work. */
const PIECE = 1 << 15;

/** CRC-32 of names, kinds, values, targets, weights and groups: a hash against mistakes, none against malice. */
export function* fingerprint(data: Dataset): Slices<string> {
  const { task, targets, classes, groups } = data;
  const frame = bodyOf(data).frame();
  const truths = frameOfMatrix(data.Y, targets);
  let crc = textCrc([data.size, task, targets, classes, frame.columns.map(wordsOf)], 0);
  for (const of of [frame, truths])
    for (const column of of.columns) crc = yield* cellsCrc(plainCells(column, of), data.size, crc);
  const weight = weightReader(data);
  if (weight) crc = yield* cellsCrc(weight, data.size, crc);
  if (groups)
    yield* inPieces(groups.length, PIECE, (from, to) => {
      crc = textCrc(groups.slice(from, to), crc);
    });
  return `${checksumText(crc)}-${data.size}`;
}

/** What there is to know of a column beside its numbers. */
function wordsOf(column: FrameColumn): unknown {
  const { name, kind, said } = column;
  return [name, kind, said, 'levels' in column ? [column.levels, column.ordered] : null];
}

function textCrc(words: unknown, before: number): number {
  return fastCrc32(new TextEncoder().encode(JSON.stringify(words)), before);
}

function* cellsCrc(cell: (j: number) => number, m: number, before: number): Slices<number> {
  let crc = before;
  yield* inPieces(m, PIECE, (from, to) => {
    const numbers = Float64Array.from({ length: to - from }, (_, i) => cell(from + i));
    crc = fastCrc32(encoded(numbers), crc);
  });
  return crc;
}
