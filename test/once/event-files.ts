// Reads TensorBoard's event files: records and messages by their descriptions, nothing of the library's.

/** Field by field, in the order of the bytes. */
type Fields = readonly (readonly [field: number, value: number | Uint8Array])[];

export interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly version?: string;
  readonly scalars: Readonly<Record<string, number>>;
  /** `SessionLog.status`. */
  readonly status?: number;
}

function crc32c(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

function unmasked(sum: number): number {
  const rotated = (sum - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}

/** The payloads of a file. Throws where a checksum is another, or bytes are left over. */
function records(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const found: Uint8Array[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(view.getBigUint64(at, true));
    const payload = file.subarray(at + 12, at + 12 + length);
    const sums = [view.getUint32(at + 8, true), view.getUint32(at + 12 + length, true)];
    const right = [file.subarray(at, at + 8), payload].map(crc32c);
    if (sums.some((sum, i) => unmasked(sum) !== right[i])) throw new Error(`wrong sum at ${at}`);
    found.push(payload);
    at += 16 + length;
  }
  return found;
}

function fields(bytes: Uint8Array): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const varint = (): number => {
    let [value, weight] = [0, 1];
    for (; ; weight *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * weight;
      if (byte < 128) return value;
    }
  };
  const skip = (n: number): number => (at += n) - n;
  const found: [number, number | Uint8Array][] = [];
  while (at < bytes.length) {
    const key = varint();
    const kinds: Record<number, () => number | Uint8Array> = {
      0: varint,
      1: () => view.getFloat64(skip(8), true),
      2: () => {
        const length = varint();
        return bytes.subarray(at, skip(length) + length);
      },
      5: () => view.getFloat32(skip(4), true),
    };
    found.push([Math.floor(key / 8), kinds[key % 8]!()]);
  }
  return found;
}

function only<T extends number | Uint8Array>(of: Fields, field: number): T | undefined {
  return of.find(([number]) => number === field)?.[1] as T | undefined;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function event(bytes: Uint8Array): ReadEvent {
  const of = fields(bytes);
  const [version, session] = [only<Uint8Array>(of, 3), only<Uint8Array>(of, 7)];
  const values = fields(only<Uint8Array>(of, 5) ?? new Uint8Array(0));
  const scalars = values.map(([, value]) => {
    const own = fields(value as Uint8Array);
    return [text(only<Uint8Array>(own, 1)!), only<number>(own, 2)!] as const;
  });
  return {
    wallTime: only<number>(of, 1)!,
    step: only<number>(of, 2) ?? 0,
    scalars: Object.fromEntries(scalars),
    ...(version && { version: text(version) }),
    ...(session && { status: only<number>(fields(session), 1)! }),
  };
}

export function readEvents(file: Uint8Array): ReadEvent[] {
  return records(file).map(event);
}
