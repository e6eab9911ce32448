// What later versions may add to a model file, and how long its header may be.
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../lib/base/slices.js';
import { START } from '../../lib/format/safetensors.js';
import { partsFromBytes, partsToBytes } from '../../lib/model/file.js';
import { decodeFile } from '../../lib/model/file/decode.js';
import type { ModelParts } from '../../lib/model/parts.js';
import { bits, sampleParts } from '../parts.js';
import { refusedWith } from '../refusals.js';
import { joined, partsOfFile, readFile, seal } from '../safetensors.js';

const { parts } = sampleParts({ scale: 'standard' });
const bytes = partsToBytes(parts);
const { text: HEADER, data: DATA } = partsOfFile(bytes);
/** The small file with more metadata behind those that it has. */
const withMore = (more: string, text = HEADER, data = DATA): Uint8Array =>
  seal(
    joined(
      text.replace('},"scaler', () => `,${more}},"scaler`),
      data,
    ),
  );

describe('keys that this version does not know', () => {
  it.each([
    ['one', '"history":"{\\"cost\\":[0.7,0.3]}"'],
    ['several', '"a":"","b":"not JSON {","c":"null"'],
    ['one of another language', '"größe 😀":"\\u2028"'.replace('\\u2028', '\u2028')],
  ])('are left out of account: %s', (_, more) => {
    const file = withMore(more);
    expect(Object.keys(readFile(file).metadata).length).toBeGreaterThan(8);
    const read = partsFromBytes(file);
    expect(bits(read)).toBe(bits(parts));
    const { parameters: _p, scaling: _s, checksum: _c, ...rest } = read;
    expect(parts).toMatchObject(rest);
    expect(Buffer.compare(partsToBytes(read), bytes)).toBe(0);
  });

  it.each([
    [
      'between those that it knows',
      HEADER.replace('"scale"', '"more":"","scale"'),
      'metadata must',
    ],
    ['before all', HEADER.replace('"format"', '"more":"","format"'), 'metadata must be'],
    ['instead of one', HEADER.replace('"targets"', '"target"'), 'metadata must be'],
    ['twice', HEADER.replace('},"scaler', ',"a":"","a":""},"scaler'), 'there once'],
    ['with a name that no reader has', HEADER.replace('},"s', ',"__proto__":""},"s'), 'none of'],
    ['with a number', HEADER.replace('},"scaler', ',"a":1},"scaler'), 'a text in quotes'],
    ['in a newer version', HEADER.replace('"version":"1"', '"version":"9"'), 'update densely'],
  ])('are refused %s', async (_, text, says) => {
    const { code, message } = await refusedWith(() => partsFromBytes(seal(joined(text, DATA))));
    expect([code, message]).toEqual(['ERR_MODEL_FILE', expect.stringContaining(says)]);
  });
});

/** Parts of a network with one output and features of these names. */
const named = (features: string[], units = 1): ModelParts => ({
  ...sampleParts({ sizes: [features.length, units, 1] }).parts,
  features,
  named: true,
});
const many = (n: number, name: (i: number) => string): string[] =>
  Array.from({ length: n }, (_, i) => name(i));

describe('a header', () => {
  it.each([
    ['60,000 names of 80 letters', many(60_000, (i) => `${i} `.padEnd(80, 'monthly spend '))],
    ['60,000 names of other languages', many(60_000, (i) => `${i} Umsätze in € 売上高 😀 "\\`)],
    ['2,000 names of 500 letters', many(2000, (i) => `${i} `.padEnd(500, 'x'))],
    ['30 names of 30,000', many(30, (i) => `${i} `.padEnd(30_000, 'ü').slice(0, 15_000))],
  ])('has room for %s', (_, features) => {
    const wide = named(features);
    const file = partsToBytes(wide);
    const back = partsFromBytes(file);
    expect(back.features.length).toBe(features.length);
    expect(back.features.every((name, i) => name === features[i])).toBe(true);
    expect(bits(back)).toBe(bits(wide));
    expect(JSON.parse(readFile(file).metadata.features!)).toHaveLength(features.length);
    expect(Buffer.compare(partsToBytes(back), file)).toBe(0);
  });

  it('has no room for names that are longer than a kilobyte in the mean', async () => {
    const long = (letters: number): ModelParts =>
      named(many(2000, (i) => `${i} `.padEnd(letters, 'x')));
    expect(partsFromBytes(partsToBytes(long(1000))).features).toHaveLength(2000);
    const { argument, message } = await refusedWith(() => partsToBytes(long(1100)));
    expect(argument).toBe('model');
    // (2000 + 1) names.
    expect(message).toContain(
      `more than the allowed ${2001 * 1024}: give features and classes shorter`,
    );
  });
});

const length = (size: number): Uint8Array => new Uint8Array(BigUint64Array.of(BigInt(size)).buffer);

describe('a header that would be long is judged by its beginning', () => {
  const start = HEADER.slice(0, HEADER.indexOf(',"scale"'));
  const wide = start.replace('[2,2,1]', '[60000,2,1]');
  const MB = 2 ** 20;

  /** What reading says of a file that begins so and is as long as `total`, and how much of it was read. */
  async function judged(text: string, size: number, total: number): Promise<[string, number]> {
    const file = Buffer.concat([length(size), Buffer.from(text)]);
    let read = 0;
    const { message } = await refusedWith(() =>
      atOnce(decodeFile(total), ({ into, at }) => {
        read = Math.max(read, at + into.length);
        into.fill(0x20);
        into.set(file.subarray(at, at + into.length));
        return into.length;
      }),
    );
    return [message, read];
  }

  it.each([
    ['of a small network', start, 50 * MB, 'more than the allowed 1048576'],
    ['of a wide one', wide, 60 * MB, `more than the allowed ${60_001 * 1024}`],
    [
      'of 100 MB and more',
      start.replace('[2,2,1]', '[16777216,2,1]'),
      1e8 + 8,
      'allowed 100000000',
    ],
    ['of another program', start.replace('densely', 'pt'), 50 * MB, 'another program'],
    ['of a newer version', start.replace('"1"', '"9"'), 50 * MB, 'version 9'],
    ['without a network', `${start.replace(/,"network.*/, '')},"a":""}`, 50 * MB, 'must have'],
    ['with another key first', start.replace('"network"', '"a":"","network"'), 50 * MB, 'metadata'],
    ['with a network of no units', start.replace('[2,2,1]', '[2,0,1]'), 50 * MB, 'sizes[1]'],
    ['without metadata', '{"a":{"dtype":"F32"', 50 * MB, 'more than the allowed 1048576'],
    ['of nothing', '', 50 * MB, 'more than the allowed 1048576'],
    ['of a text without end', start.slice(0, 70).padEnd(START, 'a'), 50 * MB, 'a text in quotes'],
  ])('%s', async (_, text, size, says) => {
    const [message, read] = await judged(text, size, 200 * MB);
    expect(message).toContain(says);
    expect(read).toBeLessThanOrEqual(START);
  });

  it('and by the length of the file', async () => {
    const [message, read] = await judged(wide, 20 * MB, 19 * MB);
    expect(message).toContain(`would have ${20 * MB} bytes, but only ${19 * MB - 8} follow`);
    expect(read).toBeLessThanOrEqual(START);
  });

  it('and where it has a reason, read as a whole', async () => {
    const [message, read] = await judged(wide, 20 * MB, 30 * MB);
    expect(message).toContain('does not end in }');
    expect(read).toBe(8 + 20 * MB);
  });
});
