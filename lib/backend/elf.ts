/** Linux binaries are in this form (System V ABI, 64-bit ELF header). */
export const ELF_HEADER = 64;

const machines: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

/**
 * Why a binary with this header cannot be loaded here, where the loader itself would not tell: it maps a
 * truncated file, and the process dies at the first page that is missing; and it calls a binary for
 * another processor a missing file.
 *
 * @param header the file's first {@link ELF_HEADER} bytes, or all of a shorter file
 * @param size of the file, in bytes
 * @param arch as `process.arch`
 */
export function elfProblem(header: Uint8Array, size: number, arch: string): string | undefined {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (header.length < ELF_HEADER || view.getUint32(0) !== 0x7f454c46) return undefined;
  const machine = view.getUint16(18, true);
  const wanted = machines[arch];
  if (wanted !== undefined && machine !== wanted) {
    const [name] = Object.entries(machines).find(([, number]) => number === machine) ?? [];
    return `it is for ${name ?? `the ELF machine ${machine}`}, not ${arch}`;
  }
  // The table of sections is the last part of a file.
  const end =
    Number(view.getBigUint64(40, true)) + view.getUint16(58, true) * view.getUint16(60, true);
  return size < end ? `it is truncated: ${size} of at least ${end} bytes` : undefined;
}
