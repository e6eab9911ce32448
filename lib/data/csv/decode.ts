const utf8 = new TextDecoder();

/** Stands for a delimiter of more than one byte: no text in UTF-8 has this one. */
export const WIDE = 0xff;

/** The text of a field, without the quotes and the white space around it. */
export function decode(field: Uint8Array, delimiter: string): string {
  const text = (field.includes(WIDE) ? widened(field, delimiter) : utf8.decode(field)).trim();
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"').trim() : text;
}

function widened(field: Uint8Array, delimiter: string): string {
  const at = field.indexOf(WIDE);
  return utf8.decode(field.subarray(0, at)) + delimiter + tail(field.subarray(at + 1), delimiter);
}

function tail(field: Uint8Array, delimiter: string): string {
  return field.includes(WIDE) ? widened(field, delimiter) : utf8.decode(field);
}

/** Puts {@link WIDE} for each delimiter of more than one byte, whatever the cuts. */
export class Narrowing {
  readonly #delimiter: Uint8Array;
  /** Bytes that may be the beginning of one. */
  #begun = 0;

  constructor(delimiter: string) {
    this.#delimiter = new TextEncoder().encode(delimiter);
  }

  /** The last bytes, if they were the beginning of none. */
  end(): Uint8Array {
    return this.#delimiter.slice(0, this.#begun);
  }

  narrow(piece: Uint8Array): Uint8Array {
    const { length } = this.#delimiter;
    const out = new Uint8Array(this.#begun + piece.length);
    out.set(this.#delimiter.subarray(0, this.#begun));
    out.set(piece, this.#begun);
    let to = 0;
    let at = 0;
    for (; at < out.length; at++) {
      let same = 0;
      while (same < length && out[at + same] === this.#delimiter[same]) same++;
      if (same < length && at + same === out.length) break;
      out[to++] = same === length ? WIDE : Math.min(out[at]!, WIDE - 1);
      if (same === length) at += length - 1;
    }
    this.#begun = out.length - at;
    return out.subarray(0, to);
  }
}
