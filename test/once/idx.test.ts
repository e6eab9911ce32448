// Images and labels in the IDX format: files built here by hand, and the real ones of MNIST.
import { createHash } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placementOf } from '../../lib/base/matrix.js';
import type { DenselyError } from '../../lib/index.js';
import { readIdx, type IdxOptions } from '../../lib/data/idx.js';
import { localFiles } from '../fixtures.js';
import { idx } from '../idx.js';
import { about, refusedWith } from '../refusals.js';

type Source = string | Uint8Array;

// Three images of 2 rows and 3 columns.
const PIXELS = [0, 1, 2, 3, 4, 5, 255, 254, 253, 252, 251, 250, 7, 0, 7, 0, 7, 0];
const IMAGES = idx([3, 2, 3], PIXELS);
const LABELS = idx([3], [7, 0, 255]);
const TABLE = {
  examples: [
    [0, 1, 2, 3, 4, 5],
    [255, 254, 253, 252, 251, 250],
    [7, 0, 7, 0, 7, 0],
  ],
  targets: [7, 0, 255],
  features: ['r0c0', 'r0c1', 'r0c2', 'r1c0', 'r1c1', 'r1c2'],
  named: true,
  targetNames: ['label'],
  dtype: 'float32',
};

async function read(images: Source, labels: Source, options?: IdxOptions): Promise<unknown> {
  const { X, ...rest } = await readIdx(images, labels, options);
  return { examples: X.T.toArray(), dtype: X.dtype, ...rest };
}

const refusal = (images: unknown, labels: unknown, options?: unknown): Promise<DenselyError> =>
  refusedWith(() => readIdx(images as Source, labels as Source, options as IdxOptions));

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'densely-idx-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('read', () => {
  it('bytes', async () => expect(await read(IMAGES, LABELS)).toEqual(TABLE));

  it('gzipped bytes', async () =>
    expect(await read(gzipSync(IMAGES), gzipSync(LABELS))).toEqual(TABLE));

  it('files, one of them gzipped', async () =>
    expect(await read(file('images', gzipSync(IMAGES)), file('labels', LABELS))).toEqual(TABLE));

  it('float64', async () =>
    expect(await read(IMAGES, LABELS, { dtype: 'float64' })).toEqual({
      ...TABLE,
      dtype: 'float64',
    }));

  it('examples of several values without rows and columns', async () =>
    expect(await read(idx([3, 6], PIXELS), LABELS)).toEqual({
      ...TABLE,
      features: ['x1', 'x2', 'x3', 'x4', 'x5', 'x6'],
      named: false,
    }));

  it('a file that comes in many pieces', async () => {
    const [n, side] = [700, 20];
    const values = Array.from({ length: n * side * side }, (_, i) => (i * 7 + (i >> 8)) & 255);
    const labels = idx([n], values.slice(0, n));
    for (const images of [idx([n, side, side], values), gzipSync(idx([n, side, side], values))]) {
      const { X } = await readIdx(file('large', images), labels);
      expect([X.rows, X.cols]).toEqual([400, n]);
      expect(Array.from(placementOf(X).storage)).toEqual(values);
      expect(placementOf(X).storage.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
  });

  it('what the bytes were at the call', async () => {
    const [images, labels] = [IMAGES.slice(), LABELS.slice()];
    const call = read(images, labels);
    images.fill(9);
    structuredClone(labels, { transfer: [labels.buffer] });
    expect(await call).toEqual(TABLE);
  });
});

describe('refused', () => {
  const text = new TextEncoder().encode('a,b\n1,2\n');
  const cases: [
    title: string,
    images: unknown,
    labels: unknown,
    argument: string,
    message: string,
  ][] = [
    [
      'places changed',
      LABELS,
      IMAGES,
      'images',
      'the first four bytes are 0x00000801, but images in the IDX format begin with 0x00000803 or 0x00000802.',
    ],
    [
      'images for labels',
      IMAGES,
      IMAGES,
      'labels',
      'the first four bytes are 0x00000803, but labels in the IDX format begin with 0x00000801.',
    ],
    [
      'numbers of another type',
      idx([3, 2, 3], PIXELS, 0x0d),
      LABELS,
      'images',
      'the first four bytes are 0x00000d03, but images in the IDX format begin with 0x00000803 or 0x00000802.',
    ],
    [
      'text',
      text,
      LABELS,
      'images',
      'the first four bytes are 0x612c620a, but images in the IDX format begin with 0x00000803 or 0x00000802.',
    ],
    ['nothing', new Uint8Array(0), LABELS, 'images', '0 bytes are no IDX file.'],
    ['a part of the header', IMAGES.subarray(0, 15), LABELS, 'images', '15 bytes are no IDX file.'],
    [
      'the header only',
      IMAGES.subarray(0, 16),
      LABELS,
      'images',
      '16 bytes, but 3 × 2 × 3 values need 34: the file is not whole.',
    ],
    [
      'a byte too few',
      IMAGES.subarray(0, 33),
      LABELS,
      'images',
      '33 bytes, but 3 × 2 × 3 values need 34: the file is not whole.',
    ],
    [
      'a byte too many',
      idx([3, 2, 3], [...PIXELS, 0]),
      LABELS,
      'images',
      'more bytes than the 34 of 3 × 2 × 3 values.',
    ],
    [
      'a byte too many, zipped',
      gzipSync(idx([3, 2, 3], [...PIXELS, 0])),
      LABELS,
      'images',
      'more bytes than the 34 of 3 × 2 × 3 values.',
    ],
    ['no image', idx([0, 2, 3], []), LABELS, 'images', 'it is empty: its sizes are 0 × 2 × 3.'],
    [
      'images without pixels',
      idx([3, 2, 0], []),
      LABELS,
      'images',
      'it is empty: its sizes are 3 × 2 × 0.',
    ],
    [
      'sizes past all memory',
      idx([2 ** 32 - 1, 2, 3], [1]),
      LABELS,
      'images',
      '17 bytes, but 4294967295 × 2 × 3 values need 25769803786: the file is not whole.',
    ],
    [
      'a label too few',
      IMAGES,
      idx([2], [1, 2]),
      'labels',
      '2 labels for 3 images: each image needs one.',
    ],
    [
      'a label too many',
      IMAGES,
      idx([4], [1, 2, 3, 4]),
      'labels',
      '4 labels for 3 images: each image needs one.',
    ],
    [
      'a part of a gzip file',
      gzipSync(IMAGES).subarray(0, 30),
      LABELS,
      'images',
      'damaged gzip data (unexpected end of file).',
    ],
    [
      'a gzip file with a wrong checksum',
      gzipSync(IMAGES).map((b, i, all) => (i === all.length - 8 ? b ^ 1 : b)),
      LABELS,
      'images',
      'damaged gzip data (incorrect data check).',
    ],
    [
      'no gzip after its mark',
      Uint8Array.of(0x1f, 0x8b, 1, 2, 3),
      LABELS,
      'images',
      'damaged gzip data (unknown compression method).',
    ],
  ];
  it.each(cases)('%s', async (_, images, labels, argument, message) => {
    const expected = ['ERR_DATA', argument, `${argument}: ${message}`];
    expect(about(await refusal(images, labels))).toEqual(expected);
  });

  it.each([5, null, undefined, '', [1, 2], new Float32Array(3), new ArrayBuffer(8)])(
    'what is no path and no bytes: %j',
    async (value) => {
      for (const [images, labels, argument] of [
        [value, LABELS, 'images'],
        [IMAGES, value, 'labels'],
      ] as const) {
        const error = await refusal(images, labels);
        expect([error.code, error.argument]).toEqual(['ERR_DATA', argument]);
        expect(error.message).toContain(
          `${argument} must be a path, a file: URL or a Uint8Array, not `,
        );
      }
    },
  );

  it('options', async () => {
    const dtype = await refusal(IMAGES, LABELS, { dtype: 'uint8' });
    expect([dtype.code, dtype.argument]).toEqual(['ERR_OPTION', 'dtype']);
    const key = await refusal(IMAGES, LABELS, { type: 'float32' });
    expect([key.code, key.argument]).toEqual(['ERR_OPTION', 'type']);
  });

  it('files that are not there, are folders or are wrong, by their path', async () => {
    const absent = join(folder, 'absent');
    const missing = await refusal(absent, LABELS);
    expect(about(missing)).toEqual(['ERR_DATA', 'images', `${absent}: there is no such file.`]);
    expect((missing.cause as NodeJS.ErrnoException).code).toBe('ENOENT');
    expect(about(await refusal(IMAGES, folder))).toEqual([
      'ERR_DATA',
      'labels',
      `${folder}: this is a folder, not a file.`,
    ]);
    const short = file('short', LABELS.subarray(0, 10));
    expect(about(await refusal(IMAGES, short))).toEqual([
      'ERR_DATA',
      'labels',
      `${short}: 10 bytes, but 3 values need 11: the file is not whole.`,
    ]);
  });

  it.runIf(process.platform === 'linux')(
    'a zipped gigabyte early, and the file is closed',
    async () => {
      // A header that promises 34 bytes, and 2^30 zeros: gzip members may follow one another.
      const zeros = gzipSync(new Uint8Array(2 ** 26));
      const path = file(
        'bomb',
        Buffer.concat([gzipSync(IMAGES), ...Array.from({ length: 16 }, () => zeros)]),
      );
      const before = process.memoryUsage().arrayBuffers;
      const error = await refusal(path, LABELS);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100e6);
      expect(error.message).toBe(`${path}: more bytes than the 34 of 3 × 2 × 3 values.`);
      const isOpen = (): boolean =>
        readdirSync('/proc/self/fd').some((fd) => {
          try {
            return readlinkSync(`/proc/self/fd/${fd}`) === path;
          } catch {
            return false;
          }
        });
      await expect.poll(isOpen).toBe(false);
    },
  );
});

describe('as many images as MNIST has for tests', () => {
  const [n, side] = [10_000, 28];

  it('made here: every pixel in its place', async () => {
    const pixel = (j: number, r: number, c: number): number => (31 * j + 7 * r + 3 * c) & 255;
    const pixels = new Uint8Array(n * side * side);
    for (const at of pixels.keys()) {
      const [j, place] = [Math.floor(at / side ** 2), at % side ** 2];
      pixels[at] = pixel(j, Math.floor(place / side), place % side);
    }
    const labels = Uint8Array.from({ length: n }, (_, j) => (j * j) % 10);
    const { X, targets, features } = await readIdx(
      file('images-idx3-ubyte.gz', gzipSync(idx([n, side, side], pixels), { level: 1 })),
      file('labels-idx1-ubyte.gz', gzipSync(idx([n], labels))),
    );
    expect([X.rows, X.cols, X.dtype]).toEqual([784, n, 'float32']);
    expect(Buffer.from(Uint8Array.from(X.T.data)).equals(pixels)).toBe(true);
    expect(targets).toEqual([...labels]);
    for (const [r, c, j] of [
      [7, 6, 0],
      [10, 15, 4321],
      [27, 27, n - 1],
    ] as const)
      expect(X.at(features.indexOf(`r${r}c${c}`), j)).toBe(pixel(j, r, c));
  });

  // LeCun, Cortes, Burges; CC BY-SA 3.0: not part of the project.
  const { paths, lacks } = localFiles('t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz');

  it.skipIf(lacks)(`of MNIST: what Python reads${lacks}`, async () => {
    const [images, labels] = paths as [string, string];
    const md5 = (path: string): string =>
      createHash('md5').update(readFileSync(path)).digest('hex');
    expect(md5(images)).toBe('9fb629c4189551a2d022fa330f9573f3');
    expect(md5(labels)).toBe('ec29112dd5afa0611ce80d1b7f02629c');
    const { X, targets, features } = await readIdx(images, labels);
    expect([X.rows, X.cols, X.dtype]).toEqual([784, 10_000, 'float32']);
    const list = targets as number[];
    expect(list.slice(0, 5)).toEqual([7, 2, 1, 0, 4]);
    const counts = Array.from({ length: 10 }, (_, k) => list.filter((label) => label === k).length);
    expect(counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    const pixels = Array.from(X.T.data);
    const sum = (from: number, to?: number): number =>
      pixels.slice(from, to).reduce((a, b) => a + b);
    expect([sum(0, 784), sum(-784), sum(0)]).toEqual([18454, 41833, 264923200]);
    expect(X.at(features.indexOf('r7c6'), 0)).toBe(84);
    expect(X.at(features.indexOf('r10c15'), 0)).toBe(67);
  });
});
