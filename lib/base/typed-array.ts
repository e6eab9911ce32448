// What a typed array is, as it says of itself. Its properties may be others: a subclass's, its own, a proxy's.
const typedArray = Object.getPrototypeOf(Float64Array.prototype) as object;

function getter<T>(key: string | symbol): (of: unknown) => T {
  const get = Object.getOwnPropertyDescriptor(typedArray, key)!.get!;
  return (of) => Reflect.apply(get, of, []) as T;
}

/** Such as Float32Array; undefined for what is no typed array, a proxy of one among them. */
export const typedName: (value: unknown) => string | undefined = getter(Symbol.toStringTag);

export const lengthOf: (array: ArrayBufferView) => number = getter('length');
export const bufferOf: (array: ArrayBufferView) => ArrayBufferLike = getter('buffer');
export const offsetOf: (array: ArrayBufferView) => number = getter('byteOffset');
export const bytesIn: (array: ArrayBufferView) => number = getter('byteLength');

/** What else than its numbers is used of an array. */
const USED = ['length', 'buffer', 'byteOffset', 'byteLength', 'constructor'] as const;
const CALLED = ['set', 'subarray', 'slice', 'map', 'fill', 'every', 'findIndex'] as const;

/** The array, or the same numbers as one that has nothing of its own, where it has. */
export function plain<A extends ArrayBufferView>(array: A): A {
  const Type = Reflect.get(globalThis, typedName(array)!) as new (
    ...of: readonly [ArrayBufferLike, number, number]
  ) => A;
  const isPlain = Object.getPrototypeOf(array) === Type.prototype;
  if (isPlain && ![...USED, ...CALLED].some((key) => Object.hasOwn(array, key))) return array;
  return new Type(bufferOf(array), offsetOf(array), lengthOf(array));
}
