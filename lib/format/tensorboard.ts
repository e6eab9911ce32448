// Event files of TensorBoard: records of TensorFlow, each a message `Event` of protocol buffers.
// tensorflow/core/lib/io/record_writer.cc, tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto
import { crc32c } from '../base/checksum.js';
import { joined } from '../data/pieces.js';

/** One event of a file. */
export interface Event {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step?: number;
  /** The first event of a file. */
  readonly fileVersion?: string;
  /** Numbers by their tags, kept as float32. */
  readonly scalars?: ReadonlyMap<string, number>;
  /** What earlier files have from this step on is not to be shown. */
  readonly restart?: boolean;
}

/** What a file begins with. */
export const VERSION_EVENT: Pick<Event, 'fileVersion'> = { fileVersion: 'brain.Event:2' };

/** The bytes of events, to stand behind those of earlier ones. */
export function encodeEvents(events: readonly Event[]): Uint8Array {
  return message(events.map((event) => record(encodeEvent(event))));
}

function message(pieces: readonly Uint8Array[]): Uint8Array {
  return joined(
    pieces,
    pieces.reduce((sum, { length }) => sum + length, 0),
  );
}

/** Length, its checksum, the bytes, theirs. */
function record(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(8 + 4 + bytes.length + 4);
  const view = new DataView(all.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, masked(all.subarray(0, 8)), true);
  all.set(bytes, 12);
  view.setUint32(12 + bytes.length, masked(bytes), true);
  return all;
}

/** A checksum of bytes that hold checksums would be weak, so that it is changed. */
function masked(bytes: Uint8Array): number {
  const c = crc32c(bytes);
  return (((c >>> 15) | (c << 17)) + 0xa282ead8) >>> 0;
}

/** What follows a field's number: a varint, 8 bytes, bytes after their length, 4 bytes. */
const [VARINT, EIGHT, BYTES, FOUR] = [0, 1, 2, 5] as const;
/** `SessionLog.START`. */
const START = 1;

function encodeEvent({ wallTime, step, fileVersion, scalars, restart }: Event): Uint8Array {
  const pieces = [key(1, EIGHT), numberOf(8, wallTime)];
  // As of all fields of version 3, 0 is what stands for nothing.
  if (step) pieces.push(key(2, VARINT), varint(step));
  if (fileVersion !== undefined) pieces.push(...bytesField(3, text(fileVersion)));
  if (scalars) pieces.push(...bytesField(5, summary(scalars)));
  if (restart) pieces.push(...bytesField(7, message([key(1, VARINT), varint(START)])));
  return message(pieces);
}

function summary(scalars: ReadonlyMap<string, number>): Uint8Array {
  const values = [...scalars].map(([tag, value]) =>
    message([...bytesField(1, text(tag)), key(2, FOUR), numberOf(4, value)]),
  );
  return message(values.flatMap((value) => bytesField(1, value)));
}

function key(field: number, kind: number): Uint8Array {
  return varint(field * 8 + kind);
}

function bytesField(field: number, bytes: Uint8Array): Uint8Array[] {
  return [key(field, BYTES), varint(bytes.length), bytes];
}

/** Seven bits a byte, the lowest first; a whole number from 0 on. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.of(...bytes, rest);
}

/** As float64 or float32. */
function numberOf(size: 4 | 8, value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(size));
  if (size === 8) view.setFloat64(0, value, true);
  else view.setFloat32(0, value, true);
  return new Uint8Array(view.buffer);
}

function text(of: string): Uint8Array {
  return new TextEncoder().encode(of);
}
