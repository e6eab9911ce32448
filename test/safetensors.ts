// Model files in the plainest way, apart from lib/format: with this the tests read them and forge them.
import { crc32 } from 'node:zlib';

export interface Entry {
  readonly dtype: 'F32' | 'F64';
  readonly shape: readonly number[];
  readonly data_offsets: readonly [begin: number, end: number];
}

/** The header's text without padding, and the bytes behind it. */
export function partsOfFile(bytes: Uint8Array): { text: string; data: Uint8Array } {
  const size = Number(Buffer.from(bytes).readBigUInt64LE(0));
  const text = Buffer.from(bytes.subarray(8, 8 + size)).toString();
  return { text: text.trimEnd(), data: bytes.slice(8 + size) };
}

/** Metadata and tensors with their numbers, in the header's order. */
export function readFile(bytes: Uint8Array): {
  metadata: Record<string, string>;
  tensors: Record<string, Entry & { numbers: number[] }>;
} {
  const { text, data } = partsOfFile(bytes);
  type Header = Record<string, Entry> & { __metadata__: Record<string, string> };
  const { __metadata__: metadata, ...entries } = JSON.parse(text) as Header;
  const tensors = Object.entries(entries).map(([name, entry]) => {
    const piece = Buffer.from(data.slice(...entry.data_offsets));
    const size = entry.dtype === 'F32' ? 4 : 8;
    const numbers = Array.from({ length: piece.length / size }, (_, i) =>
      size === 4 ? piece.readFloatLE(i * 4) : piece.readDoubleLE(i * 8),
    );
    return [name, { ...entry, numbers }];
  });
  return { metadata, tensors: Object.fromEntries(tensors) as never };
}

/** A file of a header's text; `size`: what it says of the header's length. */
export function joined(text: string | Uint8Array, data: Uint8Array, size?: bigint): Uint8Array {
  const header = Buffer.from(text);
  const padding = Buffer.alloc((8 - (header.length % 8)) % 8, ' ');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(size ?? BigInt(header.length + padding.length));
  return new Uint8Array(Buffer.concat([length, header, padding, data]));
}

/** Puts the right checksum in a file, if it has a place for one. */
export function seal(bytes: Uint8Array): Uint8Array {
  const sealed = Buffer.from(bytes);
  const at = sealed.subarray(0, 8 + 2 ** 20).indexOf('"checksum":"') + '"checksum":"'.length;
  if (at < 12 || at + 8 > sealed.length) return new Uint8Array(sealed);
  sealed.write('00000000', at);
  sealed.write(crc32(sealed).toString(16).padStart(8, '0'), at);
  return new Uint8Array(sealed);
}
