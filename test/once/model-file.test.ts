// The bytes of a model file: what is in them, that they come back bit for bit, and that nothing else is
// taken for a model. Forged files have the right checksum, so that what refuses them is the check meant.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { crc32 as zlibCrc32 } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { crc32, fastCrc32 } from '../../lib/base/checksum.js';
import { activations, DenselyError, RandomState, type Activation } from '../../lib/index.js';
import { loadParts, partsFromBytes, partsToBytes } from '../../lib/model/file.js';
import type { ModelParts } from '../../lib/model/parts.js';
import { networkSpec, unitsOf } from '../../lib/network/spec.js';
import { bits, sampleParts, type Sample } from '../parts.js';
import { joined, partsOfFile, readFile, seal } from '../safetensors.js';

const prototype = Reflect.ownKeys(Object.prototype);
afterAll(() => expect(Reflect.ownKeys(Object.prototype)).toEqual(prototype));

const folder = mkdtempSync(join(tmpdir(), 'densely-model-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What decoding says of bytes that are no model file; anything but `ERR_MODEL_FILE` is thrown on. */
function refusal(bytes: Uint8Array): DenselyError | undefined {
  try {
    partsFromBytes(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof DenselyError && error.code === 'ERR_MODEL_FILE') return error;
    throw error;
  }
}

/** The quickest of five, of the processor's time: what another process takes is not counted. */
function milliseconds(act: () => unknown): number {
  let least = Infinity;
  for (let i = 0; i < 5 && least > 25; i++) {
    const start = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

describe('the checksum', () => {
  it('is the CRC-32 of zip', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
    const random = new RandomState(1);
    for (let n = 0; n < 100; n++) {
      const bytes = Uint8Array.from({ length: n }, () => random.interval(255));
      expect(crc32(bytes)).toBe(zlibCrc32(bytes));
      expect(fastCrc32(bytes.subarray(n >> 1), 7)).toBe(crc32(bytes.subarray(n >> 1), 7));
      expect(crc32(bytes.subarray(n >> 1), crc32(bytes.subarray(0, n >> 1)))).toBe(crc32(bytes));
    }
  });

  it('takes much less than half a second for 30 MB', () => {
    const bytes = new Uint8Array(30e6).fill(0xa5);
    expect(milliseconds(() => crc32(bytes))).toBeLessThan(400);
  });
});

const ODD_NAMES = [
  '',
  ' ',
  '"',
  '\\',
  'a,b',
  'ü',
  '😀',
  '\ud83d',
  '\u0001',
  '\u2028',
  '__proto__',
  '[]',
];

const SAMPLES: readonly Sample[] = [
  ...(Object.keys(activations) as Activation[]).flatMap((activation) =>
    (['float32', 'float64'] as const).map((dtype) => ({ activation, dtype, sizes: [3, 4, 2, 1] })),
  ),
  ...(['standard', 'minmax', 'none'] as const).flatMap((scale) => [
    { scale },
    { scale, output: 'identity' as const, sizes: [3, 2, 2] },
    { scale, output: 'softmax' as const, sizes: [3, 4], classes: [4, -1.5, 1e21, 2e-7] },
  ]),
  { sizes: [1, 1], classes: [false, true] },
  { sizes: [ODD_NAMES.length, 1], features: ODD_NAMES, classes: ['\udc00', 'constructor'] },
  { sizes: [2, ODD_NAMES.length], output: 'softmax', classes: ODD_NAMES },
  { sizes: [2, 1], features: ['x1', 'x3'] },
];

describe.each(SAMPLES)('a model file of %j', (sample) => {
  const { parts, tensors } = sampleParts(sample);
  const bytes = partsToBytes(parts);

  it('comes back bit for bit, and is written again byte for byte', () => {
    const back = partsFromBytes(bytes);
    const { parameters: _, scaling, checksum, ...rest } = back;
    const { parameters: __, scaling: wanted, ...restWanted } = parts;
    expect(rest).toEqual(restWanted);
    expect(checksum).toBe(readFile(bytes).metadata['checksum']);
    expect(scaling.scale).toBe(wanted.scale);
    expect(bits(back)).toBe(bits(parts));
    expect(back.parameters.constructor).toBe(parts.parameters.constructor);
    expect(partsToBytes(back)).toEqual(bytes);
  });

  it('holds the tensors that it should, for any reader of safetensors', () => {
    const read = readFile(bytes).tensors;
    expect(Object.keys(read)).toEqual(Object.keys(tensors));
    let end = 0;
    for (const [name, { shape, numbers }] of Object.entries(tensors)) {
      const dtype = name.startsWith('scaler') || sample.dtype === 'float64' ? 'F64' : 'F32';
      const begin = end;
      end += numbers.length * (dtype === 'F64' ? 8 : 4);
      expect(read[name], name).toEqual({ dtype, shape, data_offsets: [begin, end], numbers });
    }
    expect(bytes.length % 4).toBe(0);
  });
});

describe('a model file', () => {
  const small = sampleParts({ scale: 'standard' });
  const bytes = partsToBytes(small.parts);

  it('has metadata that any reader of safetensors shows', () => {
    const { checksum, ...metadata } = readFile(bytes).metadata;
    expect(metadata).toEqual({
      format: 'densely',
      version: '1',
      network:
        '{"dtype":"float32","sizes":[2,2,1],"activations":["tanh"],"loss":"binaryCrossEntropy"}',
      scale: '"standard"',
      classes: '["no","yes"]',
      features: 'null',
      targets: '["y"]',
    });
    const zeroed = Buffer.from(bytes).toString('latin1').replace(checksum!, '00000000');
    expect(checksum).toBe(zlibCrc32(Buffer.from(zeroed, 'latin1')).toString(16).padStart(8, '0'));
  });

  it('may lie anywhere: in a Buffer, shared memory, at any offset, in another realm', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 3), 3);
    shared.set(bytes);
    const odd = Buffer.alloc(bytes.length + 5).subarray(5);
    odd.set(bytes);
    const foreign = runInNewContext('Uint8Array.from(bytes)', { bytes }) as Uint8Array;
    expect(foreign).not.toBeInstanceOf(Uint8Array);
    for (const place of [Buffer.from(bytes), shared, odd, foreign]) {
      const parts = partsFromBytes(place);
      expect(bits(parts)).toBe(bits(small.parts));
      place.fill(0);
      expect(bits(parts)).toBe(bits(small.parts));
    }
  });

  it('has room for a hundred thousand features without names', () => {
    const { parts } = sampleParts({ sizes: [100_000, 1] });
    expect(partsFromBytes(partsToBytes(parts)).features).toEqual(parts.features);
  });

  it.each([
    ['no value', undefined, 'not undefined'],
    ['null', null, 'not null'],
    ['text', 'densely', 'not "densely"'],
    ['a list', [...bytes], 'not an array of length'],
    ['an ArrayBuffer', bytes.slice().buffer, 'a Uint8Array'],
    ['what says so', { [Symbol.toStringTag]: 'Uint8Array' }, 'a Uint8Array'],
    ['other numbers', new Float32Array(4), 'not a Float32Array of length 4'],
  ])('is not %s', (_, value, says) => {
    const error = refusal(value as unknown as Uint8Array)!;
    expect(error.argument).toBe('bytes');
    expect(error.message).toContain(says);
  });

  const unfit = (change: Partial<ModelParts>): ModelParts => ({ ...small.parts, ...change });
  const scaling = small.parts.scaling;
  const { spec, parameters } = small.parts;
  it.each<[string, ModelParts, string]>([
    [
      'NaN',
      unfit({ parameters: parameters.map((v, i) => (i === 5 ? NaN : v)) }),
      'layers.0.bias[1] must be finite, not NaN',
    ],
    ['an infinite class', unfit({ classes: [0, Infinity] }), 'metadata classes'],
    ['the classes of another network', unfit({ classes: ['a', 'b', 'c'] }), '2 different labels'],
    [
      'names of a megabyte',
      unfit({ features: ['a', 'b'.repeat(2 ** 20)], named: true }),
      'more than the allowed 1048576: give features and classes shorter names',
    ],
    ['too few names', unfit({ features: ['a'], named: true }), '2 names'],
    [
      'too few parameters',
      unfit({ parameters: parameters.subarray(1) }),
      'layers.1.bias must be 1 numbers',
    ],
    [
      'parameters of the other type',
      unfit({ parameters: Float64Array.from(parameters) }),
      'type F32',
    ],
    [
      'scalers without a scale',
      unfit({ scaling: { ...scaling, scale: 'none' } }),
      'scale is "none"',
    ],
    [
      'no scalers with a scale',
      unfit({ scaling: { ...scaling, features: null } }),
      'scale is "standard"',
    ],
    [
      'too many layers',
      sampleParts({ sizes: Array.from({ length: 2050 }, () => 1) }).parts,
      '2048 layers',
    ],
    [
      'too many tensors',
      sampleParts({ sizes: Array.from({ length: 2049 }, () => 1), scale: 'minmax' }).parts,
      '4096',
    ],
    [
      'an unknown activation',
      unfit({ spec: networkSpec(spec.dtype, unitsOf(spec), ['tahn' as 'tanh'], spec.loss) }),
      'activations[0]',
    ],
  ])('cannot keep %s', (_, parts, says) => {
    let error: unknown;
    try {
      partsToBytes(parts);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DenselyError);
    expect(error).toMatchObject({ code: 'ERR_MODEL_FILE', argument: 'model' });
    expect((error as Error).message).toContain(says);
  });
});

describe('damage', () => {
  const { parts } = sampleParts({
    sizes: [8, 24, 20, 3],
    activation: 'prelu',
    output: 'softmax',
    scale: 'minmax',
    classes: ['a', 'b', 'c'],
  });
  const bytes = partsToBytes(parts);

  const heldBytes = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };

  /** All of `files` are refused, none slowly, none at the price of more than its size and a mebibyte. */
  function expectRefused(files: Iterable<readonly [what: string, file: Uint8Array]>): void {
    const missed: string[] = [];
    let [count, slowest, most] = [0, 0, 0];
    for (const [what, file] of files) {
      count++;
      const [held, start] = [heldBytes(), performance.now()];
      if (!refusal(file)) missed.push(what);
      const took = performance.now() - start;
      most = Math.max(most, heldBytes() - held - file.length);
      if (took > slowest) slowest = took > 25 ? milliseconds(() => refusal(file)) : took;
    }
    expect(missed).toEqual([]);
    expect(count).toBeGreaterThan(4096);
    expect(slowest).toBeLessThan(50);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(2 ** 20);
  }

  it('is noticed: every single bit', () => {
    const damaged = bytes.slice();
    function* flips(): Generator<[string, Uint8Array]> {
      for (let i = 0; i < bytes.length; i++) {
        for (let bit = 1; bit < 256; bit <<= 1) {
          damaged[i]! ^= bit;
          yield [`byte ${i} ^ ${bit}`, damaged];
          damaged[i]! ^= bit;
        }
      }
    }
    expectRefused(flips());
    expect(refusal(damaged)).toBeUndefined();
  });

  it('is noticed: every length that is too short, and one byte more', () => {
    function* beginnings(): Generator<[string, Uint8Array]> {
      for (let n = 0; n < bytes.length; n++) yield [`${n} bytes`, bytes.subarray(0, n)];
    }
    expectRefused(beginnings());
    expect(refusal(new Uint8Array([...bytes, 0]))?.message).toContain('1 bytes follow');
  });

  it('is told with what to do', () => {
    const damaged = bytes.slice();
    damaged[bytes.length - 100]! ^= 1;
    expect(refusal(damaged)?.message).toMatch(
      /checksum is [0-9a-f]{8}, but "[0-9a-f]{8}" was written: .*copy it again/,
    );
  });
});

// A small file's header, in which the forged ones change something.
const { text: HEADER, data: DATA } = partsOfFile(
  partsToBytes(sampleParts({ scale: 'standard' }).parts),
);

/** The small file with one text of its header replaced. */
function edited(from: string | RegExp, to: string, data = DATA): Uint8Array {
  const text = HEADER.replace(from, () => to);
  if (text === HEADER) throw new Error(`nothing to replace: ${from}`);
  return seal(joined(text, data));
}

/** The small file with one text of the JSON in its metadata replaced. */
function inner(from: string, to: string): Uint8Array {
  const escaped = (text: string) => JSON.stringify(text).slice(1, -1);
  return edited(escaped(from), escaped(to));
}

/** The small file with a float64 at byte `at` of its numbers. */
function number64(at: number, value: number): Uint8Array {
  const data = Buffer.from(DATA);
  data.writeDoubleLE(value, at);
  return seal(joined(HEADER, data));
}

function number32(at: number, value: number): Uint8Array {
  const data = Buffer.from(DATA);
  data.writeFloatLE(value, at);
  return seal(joined(HEADER, data));
}

const more = (n: number): Uint8Array => new Uint8Array([...DATA, ...new Uint8Array(n)]);
const entry = (
  name: string,
  shape: string,
  from: number | string,
  to: number | string,
  dtype = 'F32',
) => `"${name}":{"dtype":"${dtype}","shape":${shape},"data_offsets":[${from},${to}]}`;
const [FIRST, WEIGHT, BIAS, LAST] = [
  entry('scaler.features.offset', '[2]', 0, 16, 'F64'),
  entry('layers.0.weight', '[2,2]', 32, 48),
  entry('layers.0.bias', '[2]', 48, 56),
  entry('layers.1.bias', '[1]', 64, 68),
] as const;
const header = (size: bigint): Uint8Array => joined(HEADER, DATA, size);
/** The small file with a key behind its others. */
const positive = (text: string): Uint8Array =>
  edited('},"scaler', `,"positive":${JSON.stringify(text)}},"scaler`);

/** The small file's labels, and its header as that of a network with three outputs of softmax. */
const CLASSES = '[\\"no\\",\\"yes\\"]';
const SOFTMAX = HEADER.replace('[2,2,1]', '[2,2,3]').replace('binaryCrossEntropy', 'crossEntropy');
const plain = (text: string): Uint8Array => joined(text, new Uint8Array(64));
const tail = (n: number) => DATA.slice(0, DATA.length + n);

const HOSTILE: Record<string, [title: string, bytes: Uint8Array, ...says: string[]][]> = {
  'the length of the header': [
    ['nothing', new Uint8Array(0), '0 bytes are too few'],
    ['eight bytes', new Uint8Array(8), '8 bytes are too few'],
    ['zeros', new Uint8Array(64), 'does not end in }'],
    ['2^63', header(2n ** 63n), 'more than the allowed 1048576'],
    ['2^64 − 1', header(2n ** 64n - 1n), 'more than the allowed'],
    ['2^32 + the right one', header(2n ** 32n + BigInt(HEADER.length)), 'more than the allowed'],
    ['one above the limit', joined(HEADER.padEnd(2 ** 20 + 8), DATA), '1048584 bytes, more than'],
    ['longer than the file', header(8000n), 'would have 8000 bytes, but only'],
    ['8 too few', header(BigInt(HEADER.length & ~7) - 8n), 'does not end in }'],
    ['not a multiple of 8', header(BigInt(HEADER.length & ~7) - 7n), 'does not end in }'],
    ['another kind of file', Buffer.from('\x89PNG\r\n\x1a\n and so on and so on'), 'another kind'],
  ],
  'the header': [
    ['not UTF-8', joined(Buffer.from(HEADER.replace('yes', 'y\xe9s'), 'latin1'), DATA), 'UTF-8'],
    ['a list', plain('[]'), 'does not end in }'],
    ['null', plain('null'), 'does not end in }'],
    ['an empty object', plain('{}'), 'format is undefined'],
    ['no object', plain('[{}'), 'header must have { at character 0, not "[{}"'],
    ['a byte-order mark', plain(`\ufeff${HEADER}`), 'at character 0'],
    ['a space before', plain(` ${HEADER}`), 'at character 0'],
    ['8 spaces too many', seal(joined(`${HEADER}        `, DATA)), 'does not end in }'],
    ['padding with NUL', joined(HEADER.padEnd(HEADER.length + 8, '\0'), DATA), 'does not end in }'],
    ['a space inside', edited('"format":', '"format": '), 'a text in quotes'],
    ['500,000 lists in a tensor', plain(`{"a":${'['.repeat(5e5)}${']'.repeat(5e5)}}`), 'undefined'],
    [
      'as many in a shape',
      edited('"shape":[2,2]', `"shape":${'['.repeat(5e5)}${']'.repeat(5e5)}`),
      'whole numbers',
    ],
    ['100,000 objects', plain(`${'{"a":'.repeat(1e5)}0${'}'.repeat(1e5)}`), 'undefined'],
    [
      'as many in the metadata',
      plain(`{"__metadata__":${'{"a":'.repeat(1e5)}0${'}'.repeat(1e5)}}`),
      'a text in quotes',
    ],
    [
      'a text without end',
      plain(`{"__metadata__":{"format":"densely${'a'.repeat(1e6)}}`),
      'a text in quotes',
    ],
    [
      'a text of escapes',
      plain(`{"__metadata__":{"format":"${'\\'.repeat(1e6)}}`),
      'a text in quotes',
    ],
    [
      '60,000 metadata',
      plain(
        `{"__metadata__":{${Array.from({ length: 6e4 }, (_, i) => `"${i}":"a"`).join()}},"a":{}}`,
      ),
      '4096',
    ],
    [
      '6,000 tensors',
      plain(
        HEADER.replace(
          FIRST,
          Array.from({ length: 6000 }, (_, i) => entry(`${i}`, '[1]', i * 4, i * 4 + 4)).join(),
        ),
      ),
      'at byte',
    ],
    [
      '5,000 tensors in their places',
      joined(
        HEADER.replace(
          /("scaler|$).*/,
          `${Array.from({ length: 5000 }, (_, i) => entry(`${i}`, '[1]', i * 4, i * 4 + 4)).join()}}`,
        ),
        new Uint8Array(20_000),
      ),
      '4096',
    ],
  ],
  metadata: [
    ['none', edited(/"__metadata__":\{.*?\},/, ''), 'format is undefined, not "densely"'],
    ['of another program', edited('"densely"', '"pt"'), 'another program', 'format is "pt"'],
    ['no version', edited('"version":"1",', ''), 'version', 'undefined'],
    [
      'a newer version',
      edited('"version":"1"', '"version":"9"'),
      'version 9',
      'up to 6',
      'update densely',
    ],
    [
      'a newer version with other tensors',
      edited('"F64"', '"F16"').map((v, i, all) =>
        Buffer.from(all.subarray(i - 11, i)).toString() === '"version":"' ? 0x39 : v,
      ),
      'version 9',
      'up to 6',
    ],
    [
      'version 0',
      edited('"version":"1"', '"version":"0"'),
      'metadata version must be "6", not "0"',
    ],
    ['version 01', edited('"version":"1"', '"version":"01"'), 'not "01"'],
    ['version −2', edited('"version":"1"', '"version":"-2"'), 'not "-2"'],
    ['version __proto__', edited('"version":"1"', '"version":"__proto__"'), 'not "__proto__"'],
    ['a number for a text', edited('"version":"1"', '"version":1'), 'a text in quotes'],
    ['an object for a text', edited('"version":"1"', '"version":{}'), 'a text in quotes'],
    [
      'the wrong checksum',
      joined(HEADER.replace(/"checksum":"\w+"/, '"checksum":"00000000"'), DATA),
      'checksum',
    ],
    [
      'an empty checksum',
      joined(HEADER.replace(/"checksum":"\w+"/, '"checksum":""'), DATA),
      'checksum',
    ],
    ['one more', edited('"network"', '"more":"","network"'), 'metadata must be'],
    ['one less', edited(/"targets":"[^}]*"\}/, '"more":""}'), 'metadata must be'],
    [
      'another order',
      edited('"format":"densely","version":"1"', '"version":"1","format":"densely"'),
      'metadata must be',
    ],
    ['one twice', edited('"version"', '"format":"densely","version"'), 'there once'],
    ['__proto__', edited('"version"', '"__proto__":"","version"'), 'none of', '"__proto__"'],
    ['constructor', edited('"version"', '"constructor":"","version"'), '"constructor"'],
    [
      'after the tensors',
      plain(HEADER.replace(/("__metadata__":\{.*?\}),(.*)\}$/, '$2,$1}')),
      'format is undefined',
    ],
    ['twice', edited('"scaler', '"__metadata__":{"a":"b"},"scaler'), '"__metadata__"'],
    ['an escaped letter', edited('"format"', '"\\u0066ormat"'), 'a text in quotes'],
  ],
  network: [
    ['an unknown activation', inner('"tanh"', '"tahn"'), 'activations[0]', 'nearest is "tanh"'],
    ['an activation of Object', inner('"tanh"', '"constructor"'), 'activations[0]'],
    ['two activations', inner('"tanh"', '"tanh","tanh"'), '1 hidden layers'],
    ['no activation', inner('"tanh"', ''), '1 hidden layers'],
    ['an unknown loss', inner('"binaryCrossEntropy"', '"hinge"'), 'loss'],
    [
      'the loss of other outputs',
      inner('"binaryCrossEntropy"', '"crossEntropy"'),
      '3 or more outputs',
    ],
    ['the loss of a regression', inner('"binaryCrossEntropy"', '"meanSquaredError"'), 'null'],
    ['an unknown dtype', inner('"float32"', '"float16"'), 'dtype'],
    [
      'the other dtype',
      inner('"float32"', '"float64"'),
      'layers.0.weight must be F64 of shape [2,2]',
    ],
    ['0 units', inner('[2,2,1]', '[2,0,1]'), 'sizes[1]', 'not 0'],
    ['too many units', inner('[2,2,1]', '[2,16777217,1]'), 'sizes[1]', 'to 16777216'],
    [
      'as many as allowed',
      inner('[2,2,1]', '[16777216,16777216,1]'),
      'tensor scaler.features.offset must be F64 of shape [16777216]',
    ],
    ['2.5 units', inner('[2,2,1]', '[2,2.5,1]'), 'not 2.5'],
    ['units as a text', inner('[2,2,1]', '[2,"2",1]'), 'not "2"'],
    ['1e1 units', inner('[2,2,1]', '[2,1e1,1]'), 'metadata network must have'],
    ['−0 units', inner('[2,2,1]', '[2,-0,1]'), 'metadata network must have'],
    ['1e999 units', inner('[2,2,1]', '[2,1e999,1]'), 'metadata network must have'],
    ['no layer', inner('[2,2,1]', '[2]'), 'sizes'],
    ['no sizes', inner('[2,2,1]', '[]'), 'sizes'],
    ['200,000 layers', inner('[2,2,1]', `[${'1,'.repeat(2e5)}1]`), 'must have ] at character'],
    [
      'other sizes',
      inner('[2,2,1]', '[2,3,1]'),
      'tensor layers.0.weight must be F32 of shape [3,2], not "F32 of shape [2,2]"',
    ],
    ['another key', inner('"loss"', '"__proto__":{},"loss"'), 'must have ,"loss":'],
    ['a key more', inner('Entropy"}', 'Entropy","a":0}'), 'must have }'],
    ['a space', inner('"sizes":', '"sizes": '), 'must have ['],
    ['more text', inner('Entropy"}', 'Entropy"}}'), 'nothing more'],
    ['no JSON', inner('{"dtype"', 'dtype'), 'must have {"dtype":'],
    ['500,000 lists', inner('[2,2,1]', '['.repeat(5e5)), 'a text, a number, true or false'],
  ],
  'scale, classes and names': [
    ['an unknown scale', inner('"standard"', '"robust"'), 'scale'],
    ['no scale', inner('"standard"', '"none"'), 'scale is "none"'],
    ['null for a scale', inner('"standard"', 'null'), 'a text in quotes'],
    ['one class', inner('["no","yes"]', '["no"]'), '2 different labels'],
    ['three classes', inner('["no","yes"]', '["no","yes","maybe"]'), '2 different labels'],
    ['a class twice', inner('["no","yes"]', '["no","no"]'), '2 different labels'],
    ['classes of two types', inner('["no","yes"]', '["no",1]'), 'of one type'],
    ['no classes', seal(joined(SOFTMAX.replace(CLASSES, 'null'), DATA)), '3 different labels'],
    [
      'classes of several labels',
      edited(/\[2,2,1\]/, '[2,2,3]'),
      'metadata classes must be null for binaryCrossEntropy',
    ],
    [
      'the second class as positive',
      positive('"yes"'),
      'positive must be the first of two classes',
    ],
    ['a positive class that is none', positive('"maybe"'), 'the first of two classes, or left out'],
    ['a list of positive classes', positive('["no"]'), 'a text, a number, true or false'],
    ['two positive classes', positive('"no","yes"'), 'nothing more'],
    ['an object of classes', inner('["no","yes"]', '{}'), 'must have ['],
    ['a list as a class', inner('["no","yes"]', '["no",["yes"]]'), 'a text, a number'],
    ['null as a class', inner('["no","yes"]', '["no",null]'), 'a text, a number'],
    ['an infinite class', inner('["no","yes"]', '[0,1e999]'), 'a text, a number'],
    ['−0 as a class', inner('["no","yes"]', '[-0,1]'), 'a text, a number'],
    ['a class in another form', inner('["no","yes"]', '[0,1.0]'), 'a text, a number'],
    ['an escaped class', inner('"yes"', '"\\u0079es"'), 'a text in quotes'],
    ['500,000 lists of classes', inner('["no","yes"]', '['.repeat(5e5)), 'a text, a number'],
    [
      '300,000 classes',
      inner('["no","yes"]', `[${'0,'.repeat(3e5)}1]`),
      'must have ] at character',
    ],
    ['one feature', edited('"features":"null"', '"features":"[\\"a\\"]"'), '2 names'],
    [
      'a feature twice',
      edited('"features":"null"', '"features":"[\\"a\\",\\"a\\"]"'),
      'features[1]',
    ],
    [
      'a number as a feature',
      edited('"features":"null"', '"features":"[\\"a\\",1]"'),
      'features[1]',
    ],
    ['two targets', inner('["y"]', '["y","z"]'), '1 names'],
    ['no target', inner('["y"]', '[]'), '1 names'],
    ['null for targets', inner('["y"]', 'null'), 'must have ['],
  ],
  'element types and shapes': [
    ...['BF16', 'F16', 'I64', 'f32', 'constructor', '__proto__'].map(
      (type): [string, Uint8Array, ...string[]] => [
        type,
        edited('"F32"', `"${type}"`),
        'F32 or F64',
        type,
      ],
    ),
    ['a number as a type', edited('"F32"', '32'), 'whole numbers'],
    ['rank 3', edited('[2,2]', '[2,2,1]'), '2 lengths'],
    ['rank 9', edited('[2,2]', `[2,2${',1'.repeat(7)}]`), 'whole numbers'],
    ['rank 500,000', edited('[2,2]', `[2,2${',1'.repeat(5e5)}]`), 'whole numbers'],
    [
      'rank 0',
      edited(entry('layers.1.bias', '[1]', 64, 68), entry('layers.1.bias', '[]', 64, 68)),
      'F32 of shape [1], not "F32 of shape []"',
    ],
    ['the other way round', edited('"shape":[1,2]', '"shape":[2,1]'), 'F32 of shape [1,2]'],
    [
      'a product of 4 modulo 2^64',
      edited('[2,2]', '[4194305,4194305,211106198978564]'),
      '2 lengths',
    ],
    ['a product of 0 modulo 2^64', edited('[2,2]', '[4294967296,4294967296]'), '2 lengths'],
    ['2^31', edited('[2,2]', '[2147483648]'), '2 lengths from 1 to 2147483647'],
    [
      'a huge tensor without its numbers',
      edited('[2,2]', '[2147483647,2147483647]'),
      'data_offsets [32,18446744',
    ],
    [
      'a huge tensor with its offsets',
      edited(WEIGHT, entry('layers.0.weight', '[65536,65536]', 32, 17179869216)),
      'at byte 17179',
    ],
    [
      '2^53 bytes and one',
      edited(WEIGHT, entry('layers.0.weight', '[1073741824,2097152]', 32, '9007199254741025')),
      'at byte',
    ],
    ['a length of 0', edited('[2,2]', '[0,2]'), '2 lengths from 1'],
    [
      'a tensor of nothing on another one',
      edited(BIAS, `${entry('a', '[0]', 48, 48)},${BIAS}`),
      '2 lengths from 1',
    ],
    ['−1', edited('[2,2]', '[-2,-2]'), 'whole numbers'],
    ['2.0', edited('[2,2]', '[2.0,2]'), 'whole numbers'],
    ['1e99', edited('[2,2]', '[1e99,2]'), 'whole numbers'],
    ['02', edited('[2,2]', '[02,2]'), 'whole numbers'],
    ['a text', edited('[2,2]', '"2,2"'), 'whole numbers'],
    ['null', edited('[2,2]', 'null'), 'whole numbers'],
  ],
  offsets: [
    ['an overlap', edited('[48,56]', '[40,48]'), 'must have data_offsets [48,56], not [40,48]'],
    ['a gap', edited('[48,56]', '[56,64]'), 'must have data_offsets [48,56], not [56,64]'],
    ['all the same', edited('[48,56]', '[32,48]'), 'must have data_offsets'],
    ['reversed', edited('[48,56]', '[56,48]'), 'must have data_offsets'],
    ['shorter than the shape', edited('[48,56]', '[48,52]'), 'must have data_offsets'],
    ['longer than the shape', edited('[48,56]', '[48,60]'), 'must have data_offsets'],
    ['a beginning behind 0', edited('[0,16]', '[8,24]'), 'must have data_offsets [0,16]'],
    ['an end behind the file', edited('[64,68]', '[64,72]'), 'must have data_offsets'],
    ['−48', edited('[48,56]', '[-48,56]'), 'whole numbers'],
    ['−8 to 0', edited('[48,56]', '[-8,0]'), 'whole numbers'],
    ['48.0', edited('[48,56]', '[48.0,56]'), 'whole numbers'],
    ['1e99', edited('[48,56]', '[48,1e99]'), 'whole numbers'],
    ['2^53', edited('[48,56]', '[48,9007199254740993]'), 'must have data_offsets'],
    [
      '2^64 + 48',
      edited('[48,56]', '[18446744073709551664,18446744073709551672]'),
      'whole numbers',
    ],
    ['048', edited('[48,56]', '[048,56]'), 'whole numbers'],
    ['one number', edited('[48,56]', '[48]'), 'whole numbers'],
    ['three numbers', edited('[48,56]', '[48,52,56]'), 'whole numbers'],
    ['texts', edited('[48,56]', '["48","56"]'), 'whole numbers'],
    ['none', edited(',"data_offsets":[48,56]', ''), 'whole numbers'],
    ['a key more', edited('[48,56]', '[48,56],"a":0'), 'whole numbers'],
    ['bytes behind the last', edited('"yes', '"yea', more(8)), '8 bytes follow the last tensor'],
    ['4 bytes too few', edited('"yes', '"yea', tail(-4)), '"layers.1.bias" would end at byte'],
  ],
  tensors: [
    ['none', edited(/,"scaler.*/, '}'), 'at character'],
    [
      'one missing',
      edited(`,${LAST}`, '', tail(-4)),
      'tensor layers.1.bias must be F32 of shape [1], not undefined',
    ],
    [
      'one more',
      edited(LAST, `${LAST},${entry('layers.2.bias', '[1]', 68, 72)}`, more(4)),
      '"layers.2.bias"',
      'has 6 tensors',
    ],
    [
      'a slope more',
      edited(LAST, `${LAST},${entry('activations.0.weight', '[1]', 68, 72)}`, more(4)),
      '"activations.0.weight"',
    ],
    [
      'scalers of targets with classes',
      edited(
        LAST,
        `${LAST},${entry('scaler.targets.offset', '[1]', 68, 76, 'F64')},${entry('scaler.targets.divisor', '[1]', 76, 84, 'F64')}`,
        more(16),
      ),
      'the scalers',
    ],
    [
      'another order',
      edited(
        `${WEIGHT},${BIAS}`,
        `${entry('layers.0.bias', '[2]', 32, 40)},${entry('layers.0.weight', '[2,2]', 40, 56)}`,
      ),
      'tensor 2 must be layers.0.weight',
    ],
    ['another name', edited('layers.0.weight', 'layers.00.weight'), 'tensor layers.0.weight'],
    ['a name twice', edited('layers.0.bias', 'layers.0.weight'), 'there once'],
    [
      'a name twice, once escaped',
      edited('layers.0.bias', 'layers.0.weigh\\u0074'),
      'a text in quotes',
    ],
    ['__proto__', edited('layers.0.bias', '__proto__'), '"__proto__"'],
    ['constructor', edited('layers.0.bias', 'constructor'), '"constructor"'],
    ['prototype', edited('layers.0.bias', 'prototype'), '"prototype"'],
    ['a name of 257 bytes', edited('layers.0.bias', 'a'.repeat(257)), 'at most 256 bytes'],
    [
      'a name of 86 characters in 258 bytes',
      edited('layers.0.bias', '€'.repeat(86)),
      'at most 256 bytes',
    ],
    [
      'a path as a name',
      edited('layers.0.bias', '../../etc/passwd'),
      'tensor layers.0.bias must be',
    ],
    ['no comma', edited(`,${LAST}`, LAST), 'must have }'],
    ['a comma at the end', edited(LAST, `${LAST},`), 'a text in quotes'],
  ],
  numbers: [
    ['a weight that is NaN', number32(36, NaN), 'layers.0.weight[1] must be finite, not NaN'],
    [
      'a weight that is infinite',
      number32(32, -Infinity),
      'layers.0.weight[0] must be finite, not -Infinity',
    ],
    [
      'a bias that is infinite',
      number32(64, Infinity),
      'layers.1.bias[0] must be finite, not Infinity',
    ],
    ['a divisor 0', number64(24, 0), 'scaler.features.divisor[1] must be finite, not 0, not 0'],
    ['a divisor −0', number64(16, -0), 'scaler.features.divisor[0] must be finite, not 0, not -0'],
    ['a divisor NaN', number64(16, NaN), 'scaler.features.divisor[0]'],
    ['a divisor without end', number64(16, Infinity), 'scaler.features.divisor[0]'],
    ['an offset NaN', number64(0, NaN), 'scaler.features.offset[0] must be finite, not NaN'],
    ['an offset without end', number64(8, -Infinity), 'scaler.features.offset[1]'],
  ],
};

describe.each(Object.entries(HOSTILE))('forged files: %s', (_, rows) => {
  it.each(rows)('%s', async (__, bytes, ...says) => {
    const before = process.memoryUsage().arrayBuffers;
    const error = refusal(bytes);
    const allocated = process.memoryUsage().arrayBuffers - before;
    expect(error, 'was accepted').toBeDefined();
    expect(error!.argument).toBe('bytes');
    for (const text of ['bytes hold no model: ', ...says]) expect(error!.message).toContain(text);
    expect(error!.message.length).toBeLessThan(1000);
    expect(allocated).toBeLessThanOrEqual(bytes.length + 2 ** 20);
    expect(milliseconds(() => refusal(bytes))).toBeLessThan(50);
    const path = join(folder, 'forged.safetensors');
    writeFileSync(path, bytes);
    const told = await loadParts(path).then(
      () => undefined,
      (e: DenselyError) => e,
    );
    expect(told).toMatchObject({
      code: 'ERR_MODEL_FILE',
      argument: 'path',
      cause: error!.cause as Error,
    });
    expect(told!.message).toContain(JSON.stringify(path));
    for (const text of says) expect(told!.message).toContain(text);
  });
});

describe('chance', () => {
  const NASTY = [
    '-1',
    '1e99',
    '0',
    '2.5',
    '2147483648',
    '9007199254740993',
    'null',
    'true',
    '""',
    '"__proto__"',
    '"\\ud800"',
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '"',
    '\\',
    ' ',
    '\0',
    '[]',
    '{}',
    'NaN',
    'F64',
    'float64',
    'prelu',
    'none',
    'minmax',
    '3',
  ];
  const bases = [
    sampleParts({ scale: 'standard' }),
    sampleParts({
      sizes: [3, 4, 2],
      output: 'identity',
      dtype: 'float64',
      scale: 'minmax',
      activation: 'prelu',
    }),
    sampleParts({
      sizes: [4, 3, 3],
      output: 'softmax',
      classes: [1, 2, 3],
      features: ['a', 'b', '"', '😀'],
    }),
  ].map(({ parts }) => partsToBytes(parts));

  function mutated(random: RandomState): Uint8Array {
    let bytes: Uint8Array = bases[random.interval(bases.length - 1)]!.slice();
    const at = (n = bytes.length) => random.interval(Math.max(n - 1, 0));
    const kinds: (() => void)[] = [
      () => (bytes[at()]! ^= 1 << random.interval(7)),
      () => (bytes[at()] = random.interval(255)),
      () => (bytes[at(8)] = random.interval(255)),
      () => (bytes = bytes.slice(0, at())),
      () => bytes.copyWithin(at(), at(), at()),
      () => (bytes = new Uint8Array([...bytes, ...bytes.slice(at())])),
      () => text((t) => cut(t, at(t.length), at(30), '')),
      () => text((t) => cut(t, at(t.length), 0, NASTY[at(NASTY.length)]!)),
      () => text((t) => other(t, /-?\d+/g, NASTY[at(NASTY.length)]!)),
      () => text((t) => other(t, /-?\d+/g, `${at(70)}`)),
      () => text((t) => other(t, /"[^"]*"/g, pick(t, /"[^"]*"/g))),
      () => text((t) => other(t, /"[\w.]+":\{[^}]*\}/g, pick(t, /"[\w.]+":\{[^}]*\}/g))),
    ];
    const cut = (t: string, i: number, n: number, by: string) =>
      t.slice(0, i) + by + t.slice(i + n);
    const pick = (t: string, what: RegExp) => {
      const found = [...t.matchAll(what)];
      return found[at(found.length)]?.[0] ?? '';
    };
    const other = (t: string, what: RegExp, by: string) => {
      const found = [...t.matchAll(what)];
      const one = found[at(found.length)];
      return one ? cut(t, one.index, one[0].length, by) : t;
    };
    const text = (change: (t: string) => string) => {
      if (Buffer.from(bytes.slice(0, 8)).readBigUInt64LE(0) + 8n > bytes.length) return;
      const { text: t, data } = partsOfFile(bytes);
      bytes = joined(change(t), data);
    };
    for (let n = random.interval(2); n >= 0; n--) if (bytes.length > 8) kinds[at(kinds.length)]!();
    return random.random() < 0.7 ? seal(bytes) : bytes;
  }

  it('10,000 changed files: refused as model files, or written again byte for byte', () => {
    const random = new RandomState(11);
    let [refused, slowest] = [0, 0];
    for (let i = 0; i < 10_000; i++) {
      const bytes = mutated(random);
      const start = performance.now();
      const error = refusal(bytes);
      const took = performance.now() - start;
      if (took > slowest) slowest = took > 25 ? milliseconds(() => refusal(bytes)) : took;
      if (error) refused++;
      else expect(Buffer.compare(partsToBytes(partsFromBytes(bytes)), bytes), `file ${i}`).toBe(0);
    }
    expect(refused).toBeGreaterThan(5000);
    expect(refused).toBeLessThan(9990);
    expect(slowest).toBeLessThan(50);
  });
});
