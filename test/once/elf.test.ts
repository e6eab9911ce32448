// Headers of binaries, against the fields of the System V ABI.
import { describe, expect, it } from 'vitest';
import { ELF_HEADER, elfProblem } from '../../lib/backend/elf.js';

/** A 64-bit little-endian header: machine, and a table of sections at `at` with `count` entries of 64 bytes. */
function header(machine: number, at: number, count: number): Uint8Array {
  const bytes = new Uint8Array(ELF_HEADER);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  const view = new DataView(bytes.buffer);
  view.setUint16(18, machine, true);
  view.setBigUint64(40, BigInt(at), true);
  view.setUint16(58, 64, true);
  view.setUint16(60, count, true);
  return bytes;
}

describe('an ELF header', () => {
  it('tells a truncated file', () => {
    const whole = header(62, 1000, 3);
    expect(elfProblem(whole, 1192, 'x64')).toBeUndefined();
    expect(elfProblem(whole, 1191, 'x64')).toBe('it is truncated: 1191 of at least 1192 bytes');
  });

  it('tells the binary of another processor', () => {
    expect(elfProblem(header(183, 64, 0), 64, 'arm64')).toBeUndefined();
    expect(elfProblem(header(183, 64, 0), 64, 'x64')).toBe('it is for arm64, not x64');
    expect(elfProblem(header(62, 64, 0), 64, 'arm64')).toBe('it is for x64, not arm64');
    expect(elfProblem(header(243, 64, 0), 64, 'x64')).toBe(
      'it is for the ELF machine 243, not x64',
    );
  });

  it('leaves to the system what is none, or of a processor that it does not know', () => {
    expect(elfProblem(new Uint8Array(0), 0, 'x64')).toBeUndefined();
    expect(elfProblem(header(62, 1000, 3).subarray(0, 63), 63, 'x64')).toBeUndefined();
    expect(elfProblem(header(62, 1000, 3).fill(0, 0, 1), 100, 'x64')).toBeUndefined();
    expect(elfProblem(header(243, 64, 0), 64, 'riscv64')).toBeUndefined();
  });
});
