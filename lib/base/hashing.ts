// Draws that are told by what they are for, not by their order: the integers of native/core/dropout.h.

/** Draws lie below. */
export const DRAWS: number = 2 ** 16;

/** lowbias32 of Wellons, “Prospecting for Hash Functions” (2018). */
function mixed(x: number): number {
  const once = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  const twice = Math.imul(once ^ (once >>> 15), 0x846ca68b);
  return twice ^ (twice >>> 16);
}

/** The key of what `key` stands for with one more number of it. The constant takes 0 away from 0. */
function keyOf(key: number, number: number): number {
  return mixed(((key ^ number) + 0x9e3779b9) | 0);
}

/** @param step any whole number */
function stepKey(seed: number, step: number): number {
  return keyOf(keyOf(keyOf(0, seed), Math.floor(step / 2 ** 32)), step % 2 ** 32);
}

/** Of a unit, whose key is keyOf(0, unit), in an example, whose key is that of step, layer and place. */
function draw(exampleKey: number, unitKey: number): number {
  return mixed(exampleKey ^ unitKey) >>> 16;
}

/** To be taken apart, as the operations of arithmetic.ts. */
export const hashing: {
  readonly keyOf: typeof keyOf;
  readonly stepKey: typeof stepKey;
  readonly draw: typeof draw;
} = { keyOf, stepKey, draw };

/**
 * 0 … 65,535 of a unit in an example: below its layer's threshold it is dropped.
 * @param layer 1 … L − 1
 * @param place the example's in its epoch
 */
export function dropoutDraw(
  seed: number,
  step: number,
  layer: number,
  place: number,
  unit: number,
): number {
  return draw(keyOf(keyOf(stepKey(seed, step), layer), place), keyOf(0, unit));
}
