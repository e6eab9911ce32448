// The addon's own entry points, called past the TypeScript layer: every wrong call is an error with a
// code, never a crash, never accepted in silence, and it writes nothing.
import { describe, expect, it } from 'vitest';
import type { NativeProgram, Binding } from '../../lib/backend/binding.js';
import { loadAddon } from './children.js';

const binding = loadAddon();
const CODES = ['ERR_SHAPE', 'ERR_DTYPE', 'ERR_OPTION', 'ERR_BACKEND'] as const;
type Code = (typeof CODES)[number];
type Float = Float32Array | Float64Array;

/** A wrong call: what is done, its code, and texts that the message must hold. */
type Case = [title: string, call: () => unknown, code: Code, ...says: string[]];

const f32 = (n: number): Float32Array => new Float32Array(n);
const f64 = (n: number): Float64Array => new Float64Array(n);

function detached(n: number): Float32Array {
  const array = new Float32Array(n);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

interface ResizableBuffer extends ArrayBuffer {
  resize(bytes: number): void;
}
const Resizable = ArrayBuffer as unknown as new (n: number, o: object) => ResizableBuffer;

/** `n` numbers, of which the buffer now has but one. */
function shrunk(n: number): Float32Array {
  const buffer = new Resizable(4 * n, { maxByteLength: 4 * n });
  const array = new Float32Array(buffer, 0, n);
  buffer.resize(4);
  return array;
}

function shared<T extends Float | Uint32Array | Int32Array>(
  make: new (b: SharedArrayBuffer) => T,
  bytes: number,
): T {
  return new make(new SharedArrayBuffer(bytes));
}
const shared32 = (n: number): Float32Array => shared(Float32Array, 4 * n);
const shared64 = (n: number): Float64Array => shared(Float64Array, 8 * n);

async function refusal(
  call: () => unknown,
): Promise<Error & { code?: unknown; argument?: string }> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('the call was accepted');
}

describe.skipIf(!binding)('the addon', () => {
  // The callbacks below run only where there is a binding; describe itself runs them always.
  const addon = binding ?? ({ Program: Object } as unknown as Binding);
  const { Program } = addon;
  const construct = (...args: unknown[]): NativeProgram =>
    Reflect.construct(Program, args) as NativeProgram;
  const program = construct('float32', [2, 3, 1], ['tanh'], 'binaryCrossEntropy');
  const double = construct('float64', [2, 3, 1], ['tanh'], 'binaryCrossEntropy');
  const softmax = construct('float32', [2, 3], [], 'crossEntropy');
  const P = 13;
  const M = 4;
  const UNITS = 4;

  /** Every array that a case hands over for writing; it must hold zeros afterwards. */
  const written: Float[] = [];
  const target = (n: number): Float32Array => {
    const array = f32(n);
    written.push(array);
    return array;
  };

  function call(name: keyof Binding, args: unknown[]): unknown {
    return Reflect.apply(addon[name] as unknown as () => unknown, addon, args);
  }
  function method(
    name: keyof NativeProgram,
    args: unknown[],
    on: NativeProgram = program,
  ): unknown {
    return Reflect.apply(on[name] as unknown as () => unknown, on, args);
  }

  function refused(about: string, cases: () => Case[]): void {
    it.each(binding ? cases() : [])(`${about}: %s`, async (_, act, code, ...says) => {
      const error = await refusal(act);
      expect(error).toBeInstanceOf(Error);
      expect({ code: error.code, message: error.message }).toEqual({
        code,
        message: error.message,
      });
      expect(error.argument).toMatch(/^[a-z][\w.[\]]*$/i);
      expect(error.message.startsWith(error.argument!)).toBe(true);
      for (const text of says) expect(error.message).toContain(text);
      expect(written.every((array) => array.every((v) => v === 0))).toBe(true);
    });
  }

  /** One case per replaced argument of an otherwise right call. */
  function replaced(
    act: (args: unknown[]) => unknown,
    right: () => unknown[],
    rows: [index: number, title: string, value: unknown, code: Code, ...says: string[]][],
  ): Case[] {
    return rows.map(([index, title, value, code, ...says]) => [
      title,
      () => act(right().with(index, value)),
      code,
      ...says,
    ]);
  }

  const forward = (args: unknown[]) => method('forward', args);
  const forwardArgs = () => [f32(P), f32(2 * M), 2, M, M, 1, target(UNITS * M), target(UNITS * M)];

  refused('forward', () => [
    ...replaced(forward, forwardArgs, [
      [
        0,
        'Float64Array parameters',
        f64(P),
        'ERR_DTYPE',
        'parameters must be a Float32Array',
        'a Float64Array',
      ],
      [0, 'Int32Array parameters', new Int32Array(P), 'ERR_DTYPE', 'an Int32Array'],
      [0, 'a list', Array.from({ length: P }, () => 0), 'ERR_DTYPE', 'an Array'],
      [0, 'nothing', undefined, 'ERR_DTYPE', 'undefined'],
      [0, 'null', null, 'ERR_DTYPE', 'null'],
      [0, 'a symbol', Symbol('p'), 'ERR_DTYPE', 'a symbol'],
      [0, 'a DataView', new DataView(new ArrayBuffer(4 * P)), 'ERR_DTYPE', 'DataView'],
      [0, 'an ArrayBuffer', new ArrayBuffer(4 * P), 'ERR_DTYPE', 'ArrayBuffer'],
      [0, 'a proxy', new Proxy(f32(P), {}), 'ERR_DTYPE', 'parameters'],
      [0, 'a prototype only', Object.create(f32(P)), 'ERR_DTYPE', 'parameters'],
      [0, 'too few parameters', f32(P - 1), 'ERR_SHAPE', '13', '12'],
      [0, 'too many parameters', f32(P + 1), 'ERR_SHAPE', '13', '14'],
      [0, 'transferred parameters', detached(P), 'ERR_SHAPE', '13', 'not 0'],
      [0, 'shrunk parameters', shrunk(P), 'ERR_SHAPE', '13', 'not 0'],
      [1, 'a Float64Array storage', f64(2 * M), 'ERR_DTYPE', 'x must be a Float32Array'],
      [1, 'a short storage', f32(2 * M - 1), 'ERR_SHAPE', '2 x 4', '7 elements'],
      [1, 'an empty storage', f32(0), 'ERR_SHAPE', '0 elements'],
      [1, 'a transferred storage', detached(2 * M), 'ERR_SHAPE', '0 elements'],
      [1, 'a shrunk storage', shrunk(2 * M), 'ERR_SHAPE', '0 elements'],
      [2, 'rows of another network', 1, 'ERR_SHAPE', 'x.rows', '2', '1'],
      [2, 'rows 2.5', 2.5, 'ERR_SHAPE', 'x.rows', '2.5'],
      [2, 'rows -2', -2, 'ERR_SHAPE', '-2'],
      [2, 'rows NaN', NaN, 'ERR_SHAPE', 'nan'],
      [2, 'rows 2n', 2n, 'ERR_SHAPE', 'bigint'],
      [2, 'rows as text', '2', 'ERR_SHAPE', '"2"'],
      [3, 'cols 2 ** 62', 2 ** 62, 'ERR_SHAPE', 'x.cols'],
      [3, 'cols 2 ** 53', 2 ** 53, 'ERR_SHAPE'],
      [3, 'cols Infinity', Infinity, 'ERR_SHAPE', 'inf'],
      [3, 'cols beyond the storage', M + 1, 'ERR_SHAPE', 'inside its storage of 8'],
      [4, 'a row stride beyond the storage', M + 1, 'ERR_SHAPE', 'strides 5, 1'],
      [4, 'a huge row stride', 2 ** 53, 'ERR_SHAPE', 'strides 9007199254740992'],
      [4, 'a negative row stride', -1, 'ERR_SHAPE', 'x.rowStride', '-1'],
      [5, 'a column stride beyond the storage', 2, 'ERR_SHAPE', 'strides 4, 2'],
      [5, 'a column stride 0.5', 0.5, 'ERR_SHAPE', 'x.colStride', '0.5'],
      [5, 'no column stride', undefined, 'ERR_SHAPE', 'undefined'],
      [6, 'a short z', f32(UNITS * M - 1), 'ERR_SHAPE', 'z', '16', '15'],
      [6, 'a Float64Array z', f64(UNITS * M), 'ERR_DTYPE', 'z must be a Float32Array'],
      [7, 'a long a', f32(UNITS * M + 1), 'ERR_SHAPE', '16', '17'],
      [7, 'a transferred a', detached(UNITS * M), 'ERR_SHAPE', 'not 0'],
    ]),
    ['no arguments', () => forward([]), 'ERR_SHAPE', 'x.rows', 'undefined'],
    [
      'float32 for a float64 program',
      () => method('forward', forwardArgs(), double),
      'ERR_DTYPE',
      'a Float64Array',
    ],
  ]);

  const gradient = (args: unknown[]) => method('gradient', args);
  const gradientArgs = () =>
    [
      [f32(P), f32(2 * M), 2, M, M, 1, f32(M), 1, M, M, 1],
      [f32(UNITS * M), f32(UNITS * M), target(P)],
    ].flat();
  refused('gradient, cost', () => [
    ...replaced(gradient, gradientArgs, [
      [6, 'a Float64Array y', f64(M), 'ERR_DTYPE', 'y must be a Float32Array'],
      [7, 'two rows of y', 2, 'ERR_SHAPE'],
      [8, 'fewer columns of y', M - 1, 'ERR_SHAPE', '4', '3'],
      [11, 'a short z', f32(3), 'ERR_SHAPE', 'z', '16', '3'],
      [12, 'a Uint8Array a', new Uint8Array(UNITS * M), 'ERR_DTYPE', 'Uint8Array'],
      [13, 'a short out', f32(P - 1), 'ERR_SHAPE', 'out', '13', '12'],
      [13, 'a transferred out', detached(P), 'ERR_SHAPE', 'out', 'not 0'],
    ]),
    ['cost of two lengths', () => method('cost', [f32(4), f32(3)]), 'ERR_SHAPE', 'y', '4', '3'],
    ['cost of nothing', () => method('cost', [f32(0), f32(0)]), 'ERR_SHAPE', 'empty'],
    [
      'cost of part of an example',
      () => method('cost', [f32(4), f32(4)], softmax),
      'ERR_SHAPE',
      'multiple of 3',
    ],
    ['cost of float64', () => method('cost', [f64(4), f64(4)]), 'ERR_DTYPE', 'a Float64Array'],
    ['outputCost of mixed types', () => method('outputCost', [f32(4), f64(4)]), 'ERR_DTYPE', 'y'],
    ['outputCost of nothing', () => method('outputCost', []), 'ERR_DTYPE', 'undefined'],
  ]);

  const sharedTarget = <T extends Float>(array: T): T => {
    written.push(array);
    return array;
  };
  const none = (n: number): null[] => Array.from({ length: n }, () => null);
  const cancel = (): Int32Array => shared(Int32Array, 4);
  const order = (...columns: number[]): Uint32Array => {
    const array = shared(Uint32Array, 4 * columns.length);
    array.set(columns);
    return array;
  };

  /** Of one target: warp, and how many quantiles, of which there are none. */
  const sharedUnits = (warp: number, count: number): Float64Array => {
    const units = shared64(7);
    [units[0], units[5]] = [warp, count];
    return units;
  };

  const placed = (storage: Float, sizes: number[], ...orders: (Uint32Array | null)[]) => [
    storage,
    ...sizes,
    ...orders,
  ];

  /** Places of the arguments of infer and inferAsync. */
  const at = { features: 1, targets: 4, x: 7, y: 14, weights: 21, out: 22, logits: 23, cancel: 24 };
  const infer = (args: unknown[]) => method('infer', args);
  const inferAsync = (args: unknown[]) => method('inferAsync', args);
  const inferArgs = () => {
    const inputs = [f32(2 * M), 2, M, 1, 2];
    return [f32(P), ...none(6), ...inputs, ...none(10), target(M), false];
  };
  const asyncArgs = () => [
    shared32(P),
    ...[2, 1].flatMap((n) => [f64(n).fill(1), f64(n).fill(1), Infinity]),
    ...placed(shared64(2 * M + 2), [2, M, 1, 2], null, order(0, 4, 2, 0)),
    ...placed(shared32(M), [1, M, M, 1], Uint32Array.of(0), null),
    shared32(M).fill(2),
    sharedTarget(shared32(M)),
    false,
    cancel(),
  ];

  refused('infer', () => [
    ...replaced(infer, inferArgs, [
      [0, 'short parameters', f32(1), 'ERR_SHAPE', 'parameters', '13', '1'],
      [at.features, 'an offset without a divisor', f64(2), 'ERR_DTYPE', 'features.divisor', 'null'],
      [at.targets + 1, 'a divisor alone', f64(1), 'ERR_DTYPE', 'targets.offset', 'null'],
      [at.x, 'x of integers', new Int32Array(2 * M), 'ERR_DTYPE', 'x must be a Float32Array or'],
      [at.x, 'half an example less', f32(2 * M - 1), 'ERR_SHAPE', '2 x 4', '7 elements'],
      [at.x, 'a BigInt64Array', new BigInt64Array(M), 'ERR_DTYPE', 'BigInt64Array'],
      [at.x, 'a transferred x', detached(2 * M), 'ERR_SHAPE', '0 elements'],
      [at.x + 1, 'x of three rows', 3, 'ERR_SHAPE'],
      [at.x + 1, 'x of one row', 1, 'ERR_SHAPE', 'x.rows must be 2, not 1'],
      [at.x + 2, 'fewer examples than outputs', M - 1, 'ERR_SHAPE', 'out', '3', '4'],
      [at.x + 5, 'an order of rows in a list', [0, 1], 'ERR_DTYPE', 'x.rowOrder', 'an Array'],
      [at.x + 5, 'an order of one row', Uint32Array.of(0), 'ERR_SHAPE', 'x.rowOrder', '2', '1'],
      [at.x + 5, 'a row too far', Uint32Array.of(0, 2), 'ERR_SHAPE', 'x of 3 x 4'],
      [at.x + 5, 'row 2 ** 32 - 1', Uint32Array.of(-1, 0), 'ERR_SHAPE', 'x of 4294967296 x 4'],
      [at.x + 5, 'an order not said', undefined, 'ERR_DTYPE', 'x.rowOrder', 'undefined'],
      [at.x + 6, 'a short order', Uint32Array.of(0), 'ERR_SHAPE', 'x.colOrder', '4', '1'],
      [at.x + 6, 'an order of Int32', new Int32Array(M), 'ERR_DTYPE', 'x.colOrder', 'Int32Array'],
      [
        at.x + 6,
        'an example too far',
        Uint32Array.of(0, 1, 2, 4),
        'ERR_SHAPE',
        'x.colOrder must name columns below 4, not 4',
      ],
      [at.weights, 'weights of three', f32(M - 1), 'ERR_SHAPE', 'weights', '4', '3'],
      [at.weights, 'weights as a list', [1, 1, 1, 1], 'ERR_DTYPE', 'weights', 'an Array'],
      [at.weights, 'weights not said', undefined, 'ERR_DTYPE', 'weights', 'undefined'],
      [at.weights, 'Float64Array weights', f64(M), 'ERR_DTYPE', 'weights must be a Float32Array'],
      [at.weights, 'transferred weights', detached(M), 'ERR_SHAPE', 'weights', 'not 0'],
      [at.out, 'a short output', f32(M - 1), 'ERR_SHAPE', 'out', '4', '3'],
      [at.out, 'a Float64Array output', f64(M), 'ERR_DTYPE', 'out must be a Float32Array'],
      [at.out, 'no output', undefined, 'ERR_DTYPE', 'undefined'],
      [at.logits, 'logits not said', undefined, 'ERR_OPTION', 'logits', 'undefined'],
      [at.logits, 'a number of logits', 1, 'ERR_OPTION', 'logits must be true or false, not 1'],
    ]),
    ['no arguments', () => infer([]), 'ERR_DTYPE', 'parameters', 'undefined'],
    ['y without its shape', () => infer(inferArgs().with(at.y, f32(M))), 'ERR_SHAPE', 'y.rows'],
  ]);

  refused('inferAsync', () => [
    ...replaced(inferAsync, asyncArgs, [
      [0, 'parameters that can be transferred', f32(P), 'ERR_OPTION', 'parameters', 'SharedArray'],
      [0, 'Float64Array parameters', shared64(P), 'ERR_DTYPE', 'parameters must be a Float32Array'],
      [0, 'short parameters', shared32(P - 1), 'ERR_SHAPE', 'parameters', '13', '12'],
      [0, 'long parameters', shared32(P + 1), 'ERR_SHAPE', 'parameters', '13', '14'],
      [0, 'transferred parameters', detached(P), 'ERR_SHAPE', 'parameters', 'not 0'],
      [0, 'no parameters', undefined, 'ERR_DTYPE', 'parameters', 'undefined'],
      [0, 'the buffer alone', new SharedArrayBuffer(4 * P), 'ERR_DTYPE', 'SharedArrayBuffer'],
      [at.features, 'offsets of three', f64(3), 'ERR_SHAPE', 'features.offset', '2', '3'],
      [at.features + 1, 'float32 divisors', f32(2), 'ERR_DTYPE', 'features.divisor'],
      [at.features + 2, 'no limit', null, 'ERR_OPTION', 'features.clip', 'null'],
      [at.features + 2, 'a limit of 0', 0, 'ERR_OPTION', 'features.clip must be between 1e-100'],
      [at.features + 2, 'a limit NaN', NaN, 'ERR_OPTION', 'features.clip', 'or Infinity, not'],
      [at.features + 2, 'a limit out of reach', 1e101, 'ERR_OPTION', 'features.clip', '1e100'],
      [at.targets + 2, 'a limit below 0', -1, 'ERR_OPTION', 'targets.clip', '-1'],
      [at.targets, 'two target offsets', f64(2), 'ERR_SHAPE', 'targets.offset', '1', '2'],
      [at.x, 'an x that can be transferred', f64(2 * M + 2), 'ERR_OPTION', 'x', 'SharedArray'],
      [at.x, 'a list', [1, 2], 'ERR_DTYPE', 'x', 'an Array'],
      [at.x + 1, 'rows of another network', 3, 'ERR_SHAPE', 'x.rows', '2', '3'],
      [at.x + 2, 'more examples than named', M + 1, 'ERR_SHAPE', 'x.colOrder', '5', '4'],
      [at.x + 3, 'a row stride beyond the storage', 10, 'ERR_SHAPE', 'strides 10, 2'],
      [at.x + 3, 'no row stride', 0, 'ERR_SHAPE', 'strides 0, 2'],
      [at.x + 4, 'a negative column stride', -1, 'ERR_SHAPE', 'x.colStride', '-1'],
      [
        at.x + 4,
        'a column stride that makes an example too far',
        3,
        'ERR_SHAPE',
        'x.colOrder must name columns below 3, not 4',
      ],
      [
        at.x + 6,
        'an order that can be transferred',
        Uint32Array.of(0, 1, 2, 3),
        'ERR_OPTION',
        'x.colOrder',
        'SharedArray',
      ],
      [at.x + 6, 'an example too far', order(0, 5, 1, 1), 'ERR_SHAPE', 'below 5, not 5'],
      [at.x + 6, 'example 2 ** 32 - 1', order(0, 1, 2, -1), 'ERR_SHAPE', 'not 4294967295'],
      [at.y, 'y of another dtype than a float', new Uint8Array(M), 'ERR_DTYPE', 'y', 'Uint8Array'],
      [at.y, 'a y that can be transferred', f32(M), 'ERR_OPTION', 'y', 'SharedArray'],
      [at.y + 1, 'two rows of y', 2, 'ERR_SHAPE', 'y.rowOrder', '2', '1'],
      [at.y + 2, 'fewer columns of y', M - 1, 'ERR_SHAPE', 'y.cols', '4', '3'],
      [at.y + 5, 'a row of y too far', Uint32Array.of(1), 'ERR_SHAPE', 'y of 2 x 4'],
      [at.y + 6, 'an example of y too far', order(0, 1, 2, 4), 'ERR_SHAPE', 'y.colOrder', '4'],
      [at.weights, 'weights to be transferred', f32(M), 'ERR_OPTION', 'weights', 'SharedArray'],
      [at.weights, 'more weights', shared32(M + 1), 'ERR_SHAPE', 'weights', '4', '5'],
      [at.weights, 'weights of a float64', shared64(M), 'ERR_DTYPE', 'weights'],
      [at.out, 'an out that can be transferred', f32(M), 'ERR_OPTION', 'out', 'SharedArray'],
      [at.out, 'a Float64Array out', shared64(M), 'ERR_DTYPE', 'out must be a Float32Array'],
      [at.out, 'a short out', shared32(M - 1), 'ERR_SHAPE', 'out', '4', '3'],
      [at.out, 'a long out', shared32(M + 1), 'ERR_SHAPE', 'out', '4', '5'],
      [at.out, 'no out', null, 'ERR_DTYPE', 'out', 'null'],
      [at.cancel, 'no cancel', undefined, 'ERR_DTYPE', 'cancel', 'undefined'],
      [at.cancel, 'cancel as a number', 0, 'ERR_DTYPE', 'cancel must be an Int32Array', '0'],
      [at.cancel, 'cancel of Uint32', shared(Uint32Array, 4), 'ERR_DTYPE', 'cancel', 'Uint32Array'],
      [at.cancel, 'cancel that can be transferred', new Int32Array(1), 'ERR_OPTION', 'SharedArray'],
      [at.cancel, 'an empty cancel', shared(Int32Array, 0), 'ERR_SHAPE', 'cancel', '1', '0'],
    ]),
    ['no arguments', () => inferAsync([]), 'ERR_DTYPE', 'parameters', 'undefined'],
    [
      'float32 for a float64 program',
      () => method('inferAsync', asyncArgs(), double),
      'ERR_DTYPE',
      'a Float64Array',
    ],
  ]);

  /** Places of what is measured, behind the arguments of inferAsync. */
  const of = { metrics: 25, figures: 26, codes: 27, targets: 28, weights: 35, positive: 36 };
  const after = { middle: 37, units: 38 };
  const asked = { ...of, ...after };
  const codes = (...numbers: number[]): Uint32Array => order(...numbers);
  const measureArgs = () => [
    ...asyncArgs(),
    Uint8Array.of(1, 7),
    shared64(2),
    codes(0, 1, 1, 0),
    ...none(7),
    shared64(M).fill(1),
    true,
    null,
    null,
  ];
  const valuesArgs = () => [
    ...asyncArgs(),
    Uint8Array.of(9),
    shared64(1),
    null,
    ...placed(shared64(M), [1, M, M, 1], null, null),
    null,
    true,
    null,
    shared64(6),
  ];

  refused('inferAsync that measures', () => [
    ...replaced(inferAsync, measureArgs, [
      [asked.metrics, 'names', ['accuracy'], 'ERR_DTYPE', 'metrics must be a Uint8Array', 'Array'],
      [asked.metrics, 'another one', Uint8Array.of(1, 12), 'ERR_SHAPE', 'metrics', '12, not 12'],
      [asked.figures, 'one figure', shared64(1), 'ERR_SHAPE', 'figures', '2', '1'],
      [asked.figures, 'figures to be transferred', f64(2), 'ERR_OPTION', 'figures', 'SharedArray'],
      [asked.codes, 'codes of three', codes(0, 1, 1), 'ERR_SHAPE', 'codes', '4', '3'],
      [asked.codes, 'codes to be transferred', new Uint32Array(M), 'ERR_OPTION', 'codes'],
      [asked.codes, 'neither codes nor targets', null, 'ERR_DTYPE', 'targets', 'null'],
      [asked.weights, 'weights of three', shared64(M - 1), 'ERR_SHAPE', 'counts', '4', '3'],
      [asked.weights, 'float32 weights', shared32(M), 'ERR_DTYPE', 'counts', 'Float32Array'],
      [asked.positive, 'a class', 1, 'ERR_OPTION', 'positive must be true or false'],
      [asked.middle, 'a level too far', 1, 'ERR_SHAPE', 'middle must be below 1, not 1'],
      [asked.middle, 'a level below 0', -1, 'ERR_SHAPE', 'middle', '-1'],
      [asked.units, 'units of classes', shared64(6), 'ERR_SHAPE', 'units must be 0, not 1'],
    ]),
    ...replaced(inferAsync, valuesArgs, [
      [asked.targets + 1, 'two rows', 2, 'ERR_SHAPE', 'targets of 2 x 4'],
      [asked.targets + 2, 'fewer targets', M - 1, 'ERR_SHAPE', 'targets.cols', '4', '3'],
      [asked.targets, 'targets to be transferred', f64(M), 'ERR_OPTION', 'targets'],
      [asked.targets + 6, 'an example too far', order(0, 1, 2), 'ERR_SHAPE', 'targets.colOrder'],
      [asked.units, 'units to be transferred', f64(6), 'ERR_OPTION', 'units', 'SharedArray'],
      [asked.units, 'a number more', shared64(7), 'ERR_SHAPE', 'units.length', '6, not 7'],
      [asked.units, 'of two targets', shared64(12), 'ERR_SHAPE', 'units must be 1, not 2'],
      ...[NaN, -1, 1, 0.5, 2 ** 60].map((count): [number, string, Float64Array, Code, string] => [
        asked.units,
        `${count} quantiles`,
        sharedUnits(2, count),
        'ERR_SHAPE',
        'units.length must be 0, not 7',
      ]),
    ]),
  ]);

  it('refuses a class that is none, and an order that leads outside, once they are read', async () => {
    const outside = measureArgs().with(asked.codes, codes(0, 1, 2, 0));
    const message = 'codes must be below 2, not 2';
    await expect(inferAsync(outside)).rejects.toMatchObject({ code: 'ERR_SHAPE', message });
    written.splice(0);
    const far = valuesArgs().with(asked.targets + 6, order(0, 1, 2, 4));
    await expect(inferAsync(far)).rejects.toMatchObject({ argument: 'targets.colOrder' });
    written.splice(0);
  });

  const gradientAsync = (args: unknown[]) => method('gradientAsync', args);
  const gradientAsyncArgs = () => [
    shared32(P),
    shared32(2 * M),
    2,
    M,
    M,
    1,
    shared32(M),
    1,
    M,
    M,
    1,
    shared32(M),
    sharedTarget(shared32(P)),
    cancel(),
  ];
  const costGradient = (args: unknown[]) => method('costGradient', args);
  refused('gradientAsync and costGradient', () => [
    ...[gradientAsync, costGradient].flatMap((act) =>
      replaced(act, gradientAsyncArgs, [
        [
          0,
          'parameters that can be transferred',
          f32(P),
          'ERR_OPTION',
          'parameters',
          'SharedArray',
        ],
        [0, 'short parameters', shared32(P - 1), 'ERR_SHAPE', 'parameters', '13', '12'],
        [1, 'an x that can be transferred', f32(2 * M), 'ERR_OPTION', 'x', 'SharedArray'],
        [1, 'a short x', shared32(2 * M - 1), 'ERR_SHAPE', 'x', '7'],
        [2, 'rows of another network', 1, 'ERR_SHAPE', 'x.rows', '2', '1'],
        [3, 'no examples', 0, 'ERR_SHAPE', 'x.cols', '0'],
        [6, 'a Float64Array y', shared64(M), 'ERR_DTYPE', 'y must be a Float32Array'],
        [7, 'two rows of y', 2, 'ERR_SHAPE', 'y'],
        [8, 'fewer columns of y', M - 1, 'ERR_SHAPE', 'y.cols', '4', '3'],
        [11, 'weights that can be transferred', f32(M), 'ERR_OPTION', 'weights', 'SharedArray'],
        [11, 'too few weights', shared32(M - 1), 'ERR_SHAPE', 'weights', '4', '3'],
        [11, 'Float64Array weights', shared64(M), 'ERR_DTYPE', 'weights must be a Float32Array'],
        [11, 'no word of weights', undefined, 'ERR_DTYPE', 'weights', 'undefined'],
        [12, 'an out that can be transferred', f32(P), 'ERR_OPTION', 'out', 'SharedArray'],
        [12, 'a short out', shared32(P - 1), 'ERR_SHAPE', 'out', '13', '12'],
      ]),
    ),
    ...replaced(gradientAsync, gradientAsyncArgs, [
      [13, 'no cancel', undefined, 'ERR_DTYPE', 'cancel', 'undefined'],
      [13, 'cancel that can be transferred', new Int32Array(1), 'ERR_OPTION', 'SharedArray'],
    ]),
    ['no arguments', () => gradientAsync([]), 'ERR_DTYPE', 'undefined'],
    ['nothing at once', () => costGradient([]), 'ERR_DTYPE', 'undefined'],
  ]);

  const hold = (args: unknown[]) => method('hold', args);
  const predictHeld = (args: unknown[]) => {
    hold([f32(P), ...none(6)]);
    return method('predictHeld', args);
  };

  refused('hold, predictHeld', () => [
    ...replaced(hold, () => [f32(P), ...none(6)], [
      [0, 'short parameters', f32(P - 1), 'ERR_SHAPE', 'parameters', '13', '12'],
      [1, 'an offset alone', f64(2), 'ERR_DTYPE', 'features.divisor'],
      [3, 'a limit alone', 5, 'ERR_DTYPE', 'features.offset', 'null'],
      [4, 'an offset not said', undefined, 'ERR_DTYPE', 'targets.offset', 'undefined'],
    ]),
    ...replaced(predictHeld, () => [f32(P), f32(12), target(6), true], [
      [0, 'other parameters for many rows', f32(P - 1), 'ERR_SHAPE', 'parameters', '13', '12'],
      [1, 'half an example', f64(3), 'ERR_SHAPE', 'a multiple of 2', '3'],
      [1, 'an input of integers', new Int16Array(2), 'ERR_DTYPE', 'input', 'Int16Array'],
      [1, 'a transferred input', detached(12), 'ERR_SHAPE', 'out', '0', '6'],
      [2, 'a short output', f32(5), 'ERR_SHAPE', 'out', '6', '5'],
      [2, 'a Float64Array output', f64(6), 'ERR_DTYPE', 'out must be a Float32Array'],
      [3, 'looking as a number', 1, 'ERR_OPTION', 'look must be true or false, not 1'],
    ]),
    [
      'nothing held',
      () =>
        method(
          'predictHeld',
          [f32(2), target(1)],
          construct('float32', [2, 1], [], 'crossEntropy'),
        ),
      'ERR_OPTION',
      'hold first',
    ],
  ]);

  const moments = (args: unknown[]) => call('moments', args);
  const momentsArgs = () => [
    ...placed(shared64(12), [3, M, 1, 3], Uint32Array.of(2, 0, 0), order(3, 0, 0, 1)),
    sharedTarget(shared64(12)),
    cancel(),
  ];
  const scale = (args: unknown[]) => call('scale', args);
  const scaleArgs = () => [
    f64(3),
    f64(3),
    Infinity,
    ...placed(shared64(12), [3, M, 1, 3], null, order(3, 0, 0, 1)),
    sharedTarget(shared32(12)),
    3,
    M,
    M,
    1,
    cancel(),
  ];

  refused('moments, scale', () => [
    ...replaced(moments, momentsArgs, [
      [0, 'numbers that can be transferred', f64(12), 'ERR_OPTION', 'm', 'SharedArray'],
      [0, 'numbers in a list', [1, 2], 'ERR_DTYPE', 'm', 'an Array'],
      [0, 'too few numbers', shared32(2), 'ERR_SHAPE', 'm of 3 x 1', '2 elements'],
      [1, 'two rows', 2, 'ERR_SHAPE', 'm.rowOrder', '2', '3'],
      [1, 'half a row', 0.5, 'ERR_SHAPE', 'm.rows', '0.5'],
      [2, 'more columns than named', M + 1, 'ERR_SHAPE', 'm.colOrder', '5', '4'],
      [5, 'a row too far', Uint32Array.of(0, 0, 12), 'ERR_SHAPE', 'm of 13 x 1'],
      [6, 'a column too far', order(0, 1, 2, 4), 'ERR_SHAPE', 'm.colOrder', 'below 4, not 4'],
      [6, 'an own order', Uint32Array.of(0, 1, 2, 3), 'ERR_OPTION', 'm.colOrder', 'SharedArray'],
      [7, 'a short out', shared64(11), 'ERR_SHAPE', 'out', '12', '11'],
      [7, 'an out that can be transferred', f64(12), 'ERR_OPTION', 'out', 'SharedArray'],
      [7, 'a float32 out', shared32(12), 'ERR_DTYPE', 'out must be a Float64Array'],
      [8, 'no cancel', undefined, 'ERR_DTYPE', 'cancel', 'undefined'],
    ]),
    ...replaced(scale, scaleArgs, [
      [0, 'two offsets', f64(2), 'ERR_SHAPE', 'scaler.offset', '3', '2'],
      [0, 'a divisor alone', null, 'ERR_DTYPE', 'scaler.offset', 'null'],
      [1, 'float32 divisors', f32(3), 'ERR_DTYPE', 'scaler.divisor'],
      [2, 'a limit as text', '5', 'ERR_OPTION', 'scaler.clip must be a number, not "5"'],
      [3, 'numbers that can be transferred', f64(12), 'ERR_OPTION', 'from', 'SharedArray'],
      [9, 'a column too far', order(0, 9, 2, 3), 'ERR_SHAPE', 'from.colOrder', 'below 4, not 9'],
      [10, 'a target that can be transferred', f32(12), 'ERR_OPTION', 'to', 'SharedArray'],
      [10, 'a target of integers', new Int8Array(12), 'ERR_DTYPE', 'to', 'Int8Array'],
      [10, 'a short target', shared32(11), 'ERR_SHAPE', 'to of 3 x 4', '11 elements'],
      [11, 'a target of two rows', 2, 'ERR_SHAPE', 'to must be 3 x 4 as from, not 2 x 4'],
      [13, 'a target without a stride', 0, 'ERR_SHAPE', 'to of 3 x 4 with strides 0, 1'],
      [15, 'cancel as a number', 0, 'ERR_DTYPE', 'cancel', '0'],
    ]),
    ['moments without arguments', () => moments([]), 'ERR_DTYPE', 'm', 'undefined'],
    ['scale without arguments', () => scale([]), 'ERR_DTYPE', 'to', 'undefined'],
  ]);

  const matmul = (args: unknown[]) => call('matmul', args);
  const matmulArgs = () => [f32(6), 2, 3, 3, 1, f32(12), 3, 4, 4, 1, target(8)];

  refused('functions', () => [
    ...replaced(matmul, matmulArgs, [
      [
        0,
        'a of Int32',
        new Int32Array(6),
        'ERR_DTYPE',
        'a must be a Float32Array or a Float64Array',
      ],
      [0, 'a of float64, b of float32', f64(6), 'ERR_DTYPE', 'b must be a Float64Array'],
      [5, 'b of float64', f64(12), 'ERR_DTYPE', 'b must be a Float32Array'],
      [6, 'b of another height', 2, 'ERR_SHAPE', 'b.rows', '3', '2'],
      [3, 'a stride beyond the storage', 4, 'ERR_SHAPE', 'a of 2 x 3'],
      [10, 'a short out', f32(7), 'ERR_SHAPE', 'out', '8', '7'],
      [10, 'out of float64', f64(8), 'ERR_DTYPE', 'out must be a Float32Array'],
      [10, 'a transferred out', detached(8), 'ERR_SHAPE', 'not 0'],
    ]),
    [
      'an out of 2 ** 80',
      () => matmul([f32(1), 2 ** 40, 1, 0, 0, f32(1), 1, 2 ** 40, 0, 0, target(1)]),
      'ERR_SHAPE',
    ],
    [
      'a sum over one number',
      () => matmul([f32(1), 1, 2 ** 27, 0, 0, f32(1), 2 ** 27, 1, 0, 0, target(1)]),
      'ERR_SHAPE',
      'strides 0, 0',
    ],
    [
      'evaluate sin',
      () => call('evaluate', ['sin', f32(2), target(2)]),
      'ERR_OPTION',
      'one of exp',
      '"sin"',
    ],
    [
      'evaluate __proto__',
      () => call('evaluate', ['__proto__', f32(2), target(2)]),
      'ERR_OPTION',
      '"__proto__"',
    ],
    ['evaluate 5', () => call('evaluate', [5, f32(2), target(2)]), 'ERR_OPTION', '5'],
    [
      'evaluate into less',
      () => call('evaluate', ['exp', f32(2), target(1)]),
      'ERR_SHAPE',
      'out',
      '2',
      '1',
    ],
    ['evaluate into float64', () => call('evaluate', ['exp', f32(2), f64(2)]), 'ERR_DTYPE', 'out'],
    ['evaluate without arguments', () => call('evaluate', []), 'ERR_DTYPE', 'undefined'],
    [
      'value of swish',
      () => call('value', ['swish', f32(2), 0, target(2)]),
      'ERR_OPTION',
      '"swish"',
    ],
    [
      'value with a slope as text',
      () => call('value', ['prelu', f32(2), '0', target(2)]),
      'ERR_OPTION',
      '"0"',
    ],
    [
      'value without a slope',
      () => call('value', ['prelu', f32(2), undefined, target(2)]),
      'ERR_OPTION',
      'slope',
    ],
    [
      'derivative into less',
      () => call('derivative', ['tanh', f32(2), 0, target(1)]),
      'ERR_SHAPE',
      '2',
      '1',
    ],
    [
      'derivative of a list',
      () => call('derivative', ['tanh', [1, 2], 0, target(2)]),
      'ERR_DTYPE',
      'an Array',
    ],
    ['select avx1024', () => call('select', ['avx1024']), 'ERR_BACKEND', 'scalar', '"avx1024"'],
    ['select nothing', () => call('select', []), 'ERR_BACKEND', 'undefined'],
    ['select 0', () => call('select', [0]), 'ERR_BACKEND', '0'],
    ['useThreads 0', () => call('useThreads', [0]), 'ERR_OPTION', 'threads', '0'],
    ['useThreads 1025', () => call('useThreads', [1025]), 'ERR_OPTION', 'threads', '1025'],
    ['useThreads 1.5', () => call('useThreads', [1.5]), 'ERR_OPTION', 'threads', '1.5'],
    ['useThreads nothing', () => call('useThreads', []), 'ERR_OPTION', 'undefined'],
  ]);

  const probe = (args: unknown[]) => call('probe', args);
  refused('probe', () =>
    replaced(probe, () => ['fma', target(16), 1], [
      [0, 'an unknown probe', 'add', 'ERR_OPTION', 'one of fma, divide, read, update', '"add"'],
      [1, 'numbers that are no typed array', [1], 'ERR_DTYPE', 'x'],
      [1, 'a detached array', detached(16), 'ERR_SHAPE', '16 or more'],
      [1, 'too few numbers', f32(15), 'ERR_SHAPE', '16 or more', '15'],
      [2, 'a negative number of rounds', -1, 'ERR_SHAPE', 'times', '-1'],
      [2, 'half a round', 0.5, 'ERR_SHAPE', 'times', '0.5'],
    ]),
  );

  it.each(['fma', 'divide', 'read', 'update'] as const)('%s: answers what it has done', (name) => {
    for (const x of [f32(4096), f64(4096)]) {
      const once = addon.probe(name, x, 1);
      expect(once).toBeGreaterThan(0);
      expect(addon.probe(name, x, 3)).toBe(3 * once);
      expect(addon.probe(name, x, 0)).toBe(0);
      expect(x.every(Number.isFinite)).toBe(true);
    }
  });

  const update = (args: unknown[]) => call('update', args);
  const adamArgs = () => ['adam', target(3), f32(3), target(6), f64(5), f64(2)];
  refused('update', () => [
    ...replaced(update, adamArgs, [
      [
        0,
        'an unknown optimizer',
        'adamax',
        'ERR_OPTION',
        'one of sgd, momentum, nesterov',
        '"adamax"',
      ],
      [0, 'no optimizer', null, 'ERR_OPTION', 'null'],
      [2, 'a short gradient', f32(2), 'ERR_SHAPE', 'gradient', '3', '2'],
      [2, 'a float64 gradient', f64(3), 'ERR_DTYPE', 'gradient must be a Float32Array'],
      [3, 'slots for one', f32(3), 'ERR_SHAPE', 'slots', '6', '3'],
      [4, 'float32 constants', f32(5), 'ERR_DTYPE', 'constants must be a Float64Array'],
      [4, 'too few constants', f64(4), 'ERR_SHAPE', 'constants', '5', '4'],
      [5, 'too many scalars', f64(3), 'ERR_SHAPE', 'scalars', '2', '3'],
    ]),
  ]);

  const sizes = [2, 3, 1];
  const hidden = ['tanh'];
  refused('new Program', () => [
    ...replaced(
      (args) => construct(...args),
      () => ['float32', sizes, hidden, 'squared', f64(0), false],
      [
        [0, 'float16', 'float16', 'ERR_OPTION', 'float32, float64', '"float16"'],
        [0, 'no dtype', undefined, 'ERR_OPTION', 'undefined'],
        [1, 'one size', [2], 'ERR_SHAPE', 'at least 2', '1'],
        [1, 'no sizes', [], 'ERR_SHAPE', '0'],
        [1, 'sizes as text', '2,3,1', 'ERR_OPTION', 'an array'],
        [1, 'sizes in a typed array', Uint32Array.of(2, 3, 1), 'ERR_OPTION', 'Uint32Array'],
        [1, 'size 0', [2, 0, 1], 'ERR_SHAPE', 'sizes[1]', '0'],
        [1, 'size -1', [2, -1, 1], 'ERR_SHAPE', '-1'],
        [1, 'size 1.5', [2, 1.5, 1], 'ERR_SHAPE', '1.5'],
        [1, 'size NaN', [2, NaN, 1], 'ERR_SHAPE', 'sizes[1]'],
        [1, 'size as text', [2, '3', 1], 'ERR_SHAPE', '"3"'],
        [1, 'a hole', [2, , 1], 'ERR_SHAPE', 'sizes[1]', 'undefined'],
        [1, 'size 2 ** 31', [2, 2 ** 31, 1], 'ERR_SHAPE', '2147483648'],
        [1, '2 ** 32 - 1 holes', new Array(2 ** 32 - 1), 'ERR_SHAPE', 'sizes[0]'],
        [1, 'parameters beyond 2 ** 53', [2 ** 30, 2 ** 30, 2 ** 30], 'ERR_SHAPE', 'sizes'],
        [2, 'no activation', [], 'ERR_SHAPE', 'activations', '1', '0'],
        [2, 'two activations', ['tanh', 'relu'], 'ERR_SHAPE', '1', '2'],
        [2, 'an unknown activation', ['tahn'], 'ERR_OPTION', 'activations[0]', '"tahn"'],
        [2, 'an activation by number', [2], 'ERR_OPTION', 'activations[0]', '2'],
        [2, 'activations as text', 'tanh', 'ERR_OPTION', 'an array'],
        [3, 'an unknown loss', 'hinge', 'ERR_OPTION', 'binaryCrossEntropy', '"hinge"'],
        [3, 'no loss', undefined, 'ERR_OPTION', 'undefined'],
        [3, 'no δ for huber', 'huber', 'ERR_SHAPE', 'lossNumbers', '1', '0'],
        [4, 'a number for squared', f64(1), 'ERR_SHAPE', 'lossNumbers', '0', '1'],
        [4, 'a list', [1], 'ERR_DTYPE', 'lossNumbers'],
        [4, 'single numbers', f32(0), 'ERR_DTYPE', 'lossNumbers', 'Float32Array'],
        [5, 'a number for a path', 1, 'ERR_OPTION', 'linear', 'true or false', '1'],
      ],
    ),
    [
      'a path without hidden layers',
      () => construct('float32', [2, 1], [], 'squared', f64(0), true),
      'ERR_SHAPE',
      'linear',
      'no hidden layers',
    ],
    ...replaced(
      (args) => construct(...args),
      () => ['float32', sizes, hidden, 'quantiles', f64(1)],
      [
        [4, 'no level', f64(0), 'ERR_SHAPE', 'lossNumbers', '1', '0'],
        [4, 'two levels for one output', f64(2), 'ERR_SHAPE', 'lossNumbers', '1', '2'],
      ],
    ),
    [
      'a workspace that no machine has',
      () => predictOf(construct('float32', [1, 2 ** 31 - 1, 1], ['tanh'], 'squared')),
      'ERR_SHAPE',
    ],
  ]);
  const predictOf = (p: NativeProgram): unknown =>
    p.hold(f32(1), null, null, null, null, null, null);

  type Chunk = Record<string, unknown>;
  const chunk = (changes: Chunk = {}): Chunk => ({
    parameters: shared32(P),
    slots: shared32(0),
    snapshot: shared32(P),
    keep: [],
    carry: shared64(2),
    x: [shared32(2 * M), 2, M, M, 1],
    y: [shared32(M), 1, M, M, 1],
    weights: null,
    optimizer: 'sgd',
    constants: f64(0),
    scalars: f64(2).fill(0.5),
    segments: null,
    penalties: null,
    clips: null,
    dropout: null,
    smoothing: null,
    average: null,
    averaging: null,
    ends: Uint32Array.of(0, 2, 4),
    order: Uint32Array.of(3, 2, 1, 0),
    flags: Uint8Array.of(1, 3),
    costs: shared64(1),
    cancel: shared(Int32Array, 4),
    threads: 2,
    ...changes,
  });
  /** What the last of the two steps leaves is kept. */
  const KEEPING = Uint8Array.of(1, 11);
  const segments = (...places: [offset: number, length: number][]) =>
    Float64Array.from(places.flatMap((place) => [...place, 1, 0, 0, 0]));
  const dropout = (changes: Chunk) => ({
    seed: 1,
    step: 0,
    places: Uint32Array.of(0, 2),
    thresholds: Uint32Array.of(0, 65_535),
    ...changes,
  });
  const train = (changes: Chunk) => method('train', [chunk(changes)]);

  function trainCases(
    rows: [key: string, title: string, value: unknown, code: Code, ...says: string[]][],
  ): Case[] {
    // An average comes with its shares.
    const others: Chunk = { averaging: { average: shared32(P) }, keep: { flags: KEEPING } };
    const beside = (key: string): Chunk => (others[key] ?? {}) as Chunk;
    return rows.map(([key, title, value, code, ...says]) => [
      title,
      () => {
        const name = /^\w+/.exec(key)![0];
        return train({ ...beside(name), [name]: value });
      },
      code,
      key,
      ...says,
    ]);
  }

  refused('train', () => [
    ...trainCases([
      [
        'parameters',
        'parameters that can be transferred',
        f32(P),
        'ERR_OPTION',
        'SharedArrayBuffer',
      ],
      ['parameters', 'float64 parameters', shared64(P), 'ERR_DTYPE', 'a Float32Array'],
      ['parameters', 'short parameters', shared32(P - 1), 'ERR_SHAPE', '13', '12'],
      ['parameters', 'no parameters', undefined, 'ERR_DTYPE', 'undefined'],
      ['slots', 'slots for sgd', shared32(P), 'ERR_SHAPE', '0', '13'],
      ['snapshot', 'an own snapshot', f32(P), 'ERR_OPTION', 'SharedArrayBuffer'],
      ['snapshot', 'a short snapshot', shared32(1), 'ERR_SHAPE', '13', '1'],
      ['keep[0]', 'an own array to keep', [f32(P)], 'ERR_OPTION', 'SharedArrayBuffer'],
      ['keep[0]', 'a short one to keep', [shared32(1)], 'ERR_SHAPE', '13', '1'],
      ['keep[0]', 'nothing to keep', [null], 'ERR_DTYPE', 'null'],
      ['keep', 'no room to keep', [], 'ERR_SHAPE', '1', '0'],
      ['keep', 'more room than is kept', [shared32(P), shared32(P)], 'ERR_SHAPE', '1', '2'],
      ['keep', 'nothing said of keeping', undefined, 'ERR_OPTION', 'an array', 'undefined'],
      ['carry', 'a short carry', shared64(1), 'ERR_SHAPE', '2', '1'],
      ['carry', 'a float32 carry', shared32(2), 'ERR_DTYPE', 'a Float64Array'],
      [
        'x',
        'x as an array',
        shared32(2 * M),
        'ERR_OPTION',
        '[storage, rows, cols, rowStride, colStride]',
      ],
      ['x', 'x of four', [shared32(2 * M), 2, M, M], 'ERR_OPTION'],
      [
        'x',
        'x that can be transferred',
        [f32(2 * M), 2, M, M, 1],
        'ERR_OPTION',
        'SharedArrayBuffer',
      ],
      ['x', 'x of three rows', [shared32(3 * M), 3, M, M, 1], 'ERR_SHAPE', '2', '3'],
      ['x', 'x beyond its storage', [shared32(2 * M - 1), 2, M, M, 1], 'ERR_SHAPE', '7 elements'],
      ['x', 'x without examples', [shared32(0), 2, 0, 0, 1], 'ERR_SHAPE', '0'],
      ['x', 'x of 2 ** 33 examples', [shared32(2), 2, 2 ** 33, 1, 0], 'ERR_SHAPE'],
      ['x', 'x of float64', [shared64(2 * M), 2, M, M, 1], 'ERR_DTYPE', 'a Float32Array'],
      ['y', 'y of fewer examples', [shared32(M), 1, M - 1, M, 1], 'ERR_SHAPE', '4', '3'],
      ['y', 'no y', null, 'ERR_OPTION', 'null'],
      ['optimizer', 'an unknown optimizer', 'adamax', 'ERR_OPTION', '"adamax"'],
      ['scalars', 'too few scalars', f64(1), 'ERR_SHAPE', '2', '1'],
      ['scalars', 'float32 scalars', f32(2), 'ERR_DTYPE', 'a Float64Array'],
      ['constants', 'constants for sgd', f64(1), 'ERR_SHAPE', '0', '1'],
      ['ends', 'no ends', null, 'ERR_DTYPE', 'null'],
      ['ends', 'too few ends', Uint32Array.of(0, 4), 'ERR_SHAPE', '3', '2'],
      ['ends', 'descending ends', Uint32Array.of(0, 3, 2), 'ERR_SHAPE', 'ends[2] is 2'],
      ['ends', 'an empty step', Uint32Array.of(0, 2, 2), 'ERR_SHAPE', 'ends[2] is 2'],
      [
        'ends',
        'ends past the order',
        Uint32Array.of(0, 2, 5),
        'ERR_SHAPE',
        'order.length 4',
        'ends[2] is 5',
      ],
      ['ends', 'ends of Int32', Int32Array.of(0, 2, 4), 'ERR_DTYPE', 'Int32Array'],
      ['order', 'ends without an order', null, 'ERR_DTYPE'],
      ['order', 'an undefined order', undefined, 'ERR_DTYPE', 'undefined'],
      ['order', 'an example too far', Uint32Array.of(0, 1, 2, 4), 'ERR_SHAPE', 'below 4', '4'],
      ['order', 'example 2 ** 32 - 1', Uint32Array.of(0, 1, 2, -1), 'ERR_SHAPE', '4294967295'],
      ['order', 'a short order', Uint32Array.of(0, 1), 'ERR_SHAPE', '4'],
      ['order', 'an order in a list', [0, 1, 2, 3], 'ERR_DTYPE', 'an Array'],
      ['weights', 'short weights', shared32(M - 1), 'ERR_SHAPE', '4', '3'],
      ['weights', 'float64 weights', shared64(M), 'ERR_DTYPE', 'a Float32Array'],
      ['weights', 'weights that can be transferred', f32(M), 'ERR_OPTION', 'SharedArrayBuffer'],
      ['weights', 'nothing said of weights', undefined, 'ERR_DTYPE', 'undefined'],
      ['penalties', 'penalties of one step', f64(3), 'ERR_SHAPE', '6', '3'],
      ['penalties', 'float32 penalties', f32(6), 'ERR_DTYPE', 'a Float64Array'],
      ['segments', 'a segment of five numbers', f64(5), 'ERR_SHAPE', 'a multiple of 6', '5'],
      ['segments', 'segments in a list', [], 'ERR_DTYPE', 'an Array'],
      [
        'segments',
        'a segment beyond the end',
        segments([4, P - 3]),
        'ERR_SHAPE',
        `${P} parameters`,
      ],
      ['segments', 'an empty segment', segments([0, 0]), 'ERR_SHAPE', 'length 0'],
      ['segments', 'a segment before the start', segments([-1, 3]), 'ERR_SHAPE', 'at -1'],
      ['segments', 'half a parameter', segments([0, 1.5]), 'ERR_SHAPE', '1.5'],
      ['segments', 'a segment of NaN', segments([NaN, 1]), 'ERR_SHAPE', 'nan'],
      ['segments', 'one over another', segments([0, 5], [4, 2]), 'ERR_SHAPE', 'at 4'],
      ['segments', 'descending ones', segments([5, 5], [0, 5]), 'ERR_SHAPE', 'at 0'],
      ['clips', 'clips of one step', f64(2), 'ERR_SHAPE', '4', '2'],
      ['clips', 'float32 clips', f32(4), 'ERR_DTYPE', 'a Float64Array'],
      ['clips[1]', 'a negative clip', f64(4).fill(-1, 1), 'ERR_OPTION', 'at least 0', '-1'],
      ['clips[0]', 'clips of NaN', f64(4).fill(NaN), 'ERR_OPTION', 'at least 0'],
      ['clips', 'nothing said of clips', undefined, 'ERR_DTYPE', 'undefined'],
      ['smoothing', 'smoothing of one step', f64(1), 'ERR_SHAPE', '2', '1'],
      ['smoothing[0]', 'smoothing above 1', f64(2).fill(1.5), 'ERR_OPTION', '1.5'],
      ['smoothing[0]', 'smoothing of NaN', f64(2).fill(NaN), 'ERR_OPTION', 'between 0 and 1'],
      ['smoothing', 'nothing said of smoothing', undefined, 'ERR_DTYPE', 'undefined'],
      ['average', 'an own average', f32(P), 'ERR_OPTION', 'SharedArrayBuffer'],
      ['average', 'a short average', shared32(1), 'ERR_SHAPE', '13', '1'],
      ['averaging', 'an average without its shares', null, 'ERR_DTYPE', 'null'],
      ['averaging', 'shares of one step', f64(1), 'ERR_SHAPE', '2', '1'],
      ['averaging[0]', 'a share above 1', f64(2).fill(2), 'ERR_OPTION', 'between 0 and 1', '2'],
      ['dropout', 'dropout as a number', 0.5, 'ERR_OPTION', '{ seed, step, places', '0.5'],
      ['dropout', 'nothing said of dropout', undefined, 'ERR_OPTION', 'undefined'],
      ['dropout.seed', 'a negative seed', dropout({ seed: -1 }), 'ERR_SHAPE', '-1'],
      ['dropout.seed', 'a large seed', dropout({ seed: 2 ** 32 }), 'ERR_OPTION', '4294967295'],
      ['dropout.step', 'half a step', dropout({ step: 0.5 }), 'ERR_SHAPE', '0.5'],
      ['dropout.places', 'no places', dropout({ places: null }), 'ERR_DTYPE', 'null'],
      ['dropout.places', 'one place', dropout({ places: Uint32Array.of(1) }), 'ERR_SHAPE', '2'],
      [
        'dropout.thresholds',
        'one threshold',
        dropout({ thresholds: Uint32Array.of(1) }),
        'ERR_SHAPE',
        '2',
        '1',
      ],
      [
        'dropout.thresholds[1]',
        'a threshold that drops all',
        dropout({ thresholds: Uint32Array.of(1, 65_536) }),
        'ERR_OPTION',
        '65535',
        '65536',
      ],
      ['flags', 'an unknown flag', Uint8Array.of(1, 5), 'ERR_OPTION', '5'],
      ['flags', 'a told cost beside another flag', Uint8Array.of(4, 6), 'ERR_OPTION', '6'],
      ['flags', 'a flag that there is not', Uint8Array.of(1, 16), 'ERR_OPTION', '16'],
      ['flags', 'a told cost that is kept beside another flag', Uint8Array.of(4, 14), 'ERR_OPTION'],
      ['flags', 'flags of Int8', Int8Array.of(1, 3), 'ERR_DTYPE', 'Int8Array'],
      ['flags', 'no flags', undefined, 'ERR_DTYPE', 'undefined'],
      ['costs', 'no room for a cost', shared64(0), 'ERR_SHAPE', '1', '0'],
      ['costs', 'costs that can be transferred', f64(1), 'ERR_OPTION', 'SharedArrayBuffer'],
      ['cancel', 'cancel as a number', 0, 'ERR_DTYPE', '0'],
      ['cancel', 'cancel of Uint32', shared(Uint32Array, 4), 'ERR_DTYPE', 'Uint32Array'],
      [
        'cancel',
        'cancel that can be transferred',
        new Int32Array(1),
        'ERR_OPTION',
        'SharedArrayBuffer',
      ],
      ['cancel', 'an empty cancel', shared(Int32Array, 0), 'ERR_SHAPE', '1', '0'],
      ['threads', 'no threads', 0, 'ERR_OPTION', 'between 1 and 1024', '0'],
      ['threads', 'one and a half', 1.5, 'ERR_OPTION', '1.5'],
      ['threads', 'too many threads', 1025, 'ERR_OPTION', '1025'],
      ['threads', 'threads as text', '2', 'ERR_OPTION', '"2"'],
      ['threads', 'threads not said', undefined, 'ERR_OPTION', 'undefined'],
    ]),
    [
      'no room for a told cost',
      () => train({ flags: Uint8Array.of(4, 4) }),
      'ERR_SHAPE',
      'costs',
      '2',
      '1',
    ],
    [
      'smoothed values',
      () => construct('float32', sizes, hidden, 'squared').train(chunk({ smoothing: f64(2) })),
      'ERR_OPTION',
      'smoothing',
      'squared',
    ],
    ['adam without slots', () => train({ optimizer: 'adam' }), 'ERR_SHAPE', 'slots', '26', '0'],
    ['no argument', () => method('train', []), 'ERR_OPTION', 'an object', 'undefined'],
    ['text', () => method('train', ['chunk']), 'ERR_OPTION', '"chunk"'],
    ['an empty object', () => method('train', [{}]), 'ERR_OPTION'],
    [
      'a second job beside the first',
      async () => {
        const cancel = shared(Int32Array, 4);
        const first = train({
          cancel,
          flags: new Uint8Array(1000),
          scalars: f64(1000),
          ends: null,
          order: null,
        });
        const second = refusal(() => train({}));
        cancel[0] = 2;
        await first;
        throw await second;
      },
      'ERR_BACKEND',
      'training already',
    ],
    [
      'a job that a getter starts meanwhile',
      async () => {
        let inner: unknown;
        const options = Object.defineProperty(chunk(), 'costs', {
          get: () => {
            inner = train({});
            return shared64(1);
          },
        });
        const outer = refusal(() => method('train', [options]));
        await inner;
        throw await outer;
      },
      'ERR_BACKEND',
      'training already',
    ],
  ]);

  it('passes on what a getter throws', async () => {
    const mine = new Error('mine');
    const thrower = {
      get: (): never => {
        throw mine;
      },
    };
    expect(
      await refusal(() => method('train', [Object.defineProperty(chunk(), 'flags', thrower)])),
    ).toBe(mine);
    const list = Object.defineProperty([2, 3, 1], 1, thrower);
    expect(await refusal(() => construct('float32', list, ['tanh'], 'crossEntropy'))).toBe(mine);
    const named = Object.defineProperty({}, 'constructor', thrower);
    expect(await refusal(() => method('cost', [named, f32(1)]))).toBe(mine);
  });

  it('refuses arrays that a getter has spoilt', async () => {
    const flags = new Uint8Array(new Resizable(2, { maxByteLength: 2 }));
    const options = Object.defineProperty(chunk({ flags }), 'cancel', {
      get: () => {
        structuredClone(flags.buffer, { transfer: [flags.buffer] });
        return shared(Int32Array, 4);
      },
    });
    expect((await refusal(() => method('train', [options]))).code).toBe('ERR_SHAPE');
  });

  it('trains at once as it does on a thread, but not beside one', async () => {
    const [beside, atOnce] = [chunk(), chunk()];
    const result = await method('train', [beside]);
    expect(method('trainAtOnce', [atOnce])).toEqual(result);
    expect(atOnce.parameters).toEqual(beside.parameters);
    expect(atOnce.slots).toEqual(beside.slots);
    const running = method('train', [chunk()]);
    const refused = await refusal(() => method('trainAtOnce', [chunk()]));
    expect(refused.message).toContain('is training already');
    await running;
    expect((await refusal(() => method('trainAtOnce', [5]))).message).toContain('an object');
  });

  it.each([
    {},
    null,
    undefined,
    Object.create(program) as object,
    Program.prototype as object,
    f32(P),
  ])('refuses methods on what is no program: %o', async (self) => {
    const calls = ['forward', 'cost', 'outputCost', 'gradient', 'infer', 'inferAsync'] as const;
    const more = ['costGradient', 'gradientAsync', 'hold', 'predictHeld', 'trainAtOnce'] as const;
    for (const name of [...calls, ...more, 'train'] as const) {
      const act = () => Reflect.apply(program[name] as unknown as () => unknown, self, [chunk()]);
      expect(await refusal(act)).toBeInstanceOf(TypeError);
    }
  });

  it('refuses Program as a function', async () => {
    const act = () =>
      Reflect.apply(Program as unknown as () => unknown, undefined, [
        'float32',
        sizes,
        hidden,
        'x',
      ]);
    expect(await refusal(act)).toBeInstanceOf(TypeError);
  });

  it('has all its names, and works after all this', async () => {
    expect(addon.isas).toContain('scalar');
    const options = chunk();
    expect(await method('train', [options])).toEqual({
      steps: 2,
      skipped: 0,
      recorded: 1,
      finite: true,
    });
    const [cost] = options['costs'] as Float64Array;
    expect(cost).toBeGreaterThan(0.5);
    expect(cost).toBeLessThan(Math.LN2);
    const halves = [0.5, 0.5, 0.5, 0.5];
    const sync = inferArgs();
    expect(infer(sync)).toEqual({ cost: NaN, wrong: -1 });
    expect([...(sync[at.out] as Float32Array)]).toEqual(halves);
    const async = asyncArgs();
    const { cost: mean, wrong } = (await inferAsync(async)) as { cost: number; wrong: number };
    // Outputs of 0.5, scaled back by 1 and 1; targets of 0, which are -1 when scaled.
    expect([...(async[at.out] as Float32Array)]).toEqual(halves.map((v) => v + 1));
    expect([mean, wrong]).toEqual([Math.fround(Math.LN2), -1]);
    const logits = async.with(at.logits, true);
    expect(await inferAsync(logits)).toEqual({ cost: mean, wrong });
    expect([...(logits[at.out] as Float32Array)]).toEqual([0, 0, 0, 0]);
    const served = f32(M);
    expect(predictHeld([f32(P), f64(2 * M), served, true])).toBe(-1);
    expect([...served]).toEqual(halves);
    const table = momentsArgs();
    (table[0] as Float64Array).set([1, 2, 3], 0);
    await moments(table);
    const figures = [
      [0, 0, 0],
      [3, 1, 1],
      [1.5, 0.5, 0.5],
      [9, 1, 1],
    ];
    expect([...(table[7] as Float64Array)]).toEqual(figures.flat());
    const nothing = placed(shared64(0), [0, 2 ** 40, 1, 1], null, null);
    expect(await moments([...nothing, shared64(0), cancel()])).toBeUndefined();
    const nowhere = [shared32(0), 0, 2 ** 40, 1, 2];
    expect(await scale([null, null, null, ...nothing, ...nowhere, cancel()])).toBe(-1);
    const scaling = scaleArgs().with(0, null).with(1, null).with(2, null);
    expect(await scale(scaling)).toBe(-1);
    const product = f32(8);
    matmul([f32(6).fill(1), 2, 3, 3, 1, f32(12).fill(2), 3, 4, 4, 1, product]);
    expect([...product]).toEqual(Array.from({ length: 8 }, () => 6));
  });
});
