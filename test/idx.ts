/** The bytes of an IDX file: two zeros, the type, the number of sizes, the sizes (big-endian), the values. */
export function idx(
  sizes: readonly number[],
  values: ArrayLike<number>,
  type: number = 8,
): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * sizes.length + values.length);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, 256 * type + sizes.length);
  sizes.forEach((size, i) => header.setUint32(4 + 4 * i, size));
  bytes.set(values, 4 + 4 * sizes.length);
  return bytes;
}
