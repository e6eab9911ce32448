import { systemCrc32 } from '#files';

/** Four tables: what a byte does to the remainder when 0, 1, 2 or 3 more bytes follow it. */
function tablesOf(polynomial: number): Int32Array {
  const made = new Int32Array(4 * 256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ polynomial : c >>> 1;
    made[n] = c;
  }
  for (let i = 256; i < made.length; i++) {
    const before = made[i - 256]!;
    made[i] = (before >>> 8) ^ made[before & 255]!;
  }
  return made;
}

let zip: Int32Array | undefined;
let castagnoli: Int32Array | undefined;

/**
 * CRC-32 of bytes, as zip and PNG have it (ISO-HDLC, polynomial 0x04C11DB7), a whole number below 2³².
 * Any single flipped bit and any burst of at most 32 bits changes it.
 *
 * @param before the checksum of the bytes that come before these
 * @see W3C, PNG Specification (Third Edition), annex D; four bytes at a time as in zlib's crc32.c
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  return remainder(bytes, (zip ??= tablesOf(0xedb88320)), before);
}

/**
 * CRC-32C of bytes, as iSCSI and TensorFlow's records have it (polynomial 0x1EDC6F41), a whole number below 2³².
 * @see RFC 3720, appendix B.4
 */
export function crc32c(bytes: Uint8Array): number {
  return remainder(bytes, (castagnoli ??= tablesOf(0x82f63b78)), 0);
}

function remainder(bytes: Uint8Array, t: Int32Array, before: number): number {
  const whole = bytes.length - (bytes.length % 4);
  let c = ~before;
  for (let i = 0; i < whole; i += 4) {
    c ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    c =
      t[768 + (c & 255)]! ^
      t[512 + ((c >>> 8) & 255)]! ^
      t[256 + ((c >>> 16) & 255)]! ^
      t[c >>> 24]!;
  }
  for (let i = whole; i < bytes.length; i++) c = (c >>> 8) ^ t[(c ^ bytes[i]!) & 255]!;
  return ~c >>> 0;
}

/** {@link crc32}, by the system where it has one. */
export function fastCrc32(bytes: Uint8Array, before = 0): number {
  // Of no bytes the system's says 0, whatever came before.
  return bytes.length === 0 ? before : (systemCrc32 ?? crc32)(bytes, before);
}

/** A checksum as files have it: 8 hexadecimal digits. */
export function checksumText(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}
