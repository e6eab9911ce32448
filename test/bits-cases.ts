// What must agree bit for bit on the backend in use, for one dtype.
//
// fixtures/hashes-*.json hold the hashes of the fixed-seed runs: one for every backend in float32, one
// for every native instruction set in float64, with parameters to which the JavaScript backend's
// float64 is close; float64 of the JavaScript backend has hashes of its own. Inputs come from the random
// stream and IEEE operations alone, so that every platform and version of Node has the same. After a
// change of the arithmetic rules, and only then, the files are written anew by
//   DENSELY_UPDATE_HASHES=1 npx vitest run test/bits --project js --project native:scalar
import { describe, expect, it } from 'vitest';
import { jsBackend } from '../lib/backend/js/backend.js';
import { currentBackend } from '../lib/backend/select.js';
import { activations, backend, Matrix, type Activation, type DType } from '../lib/index.js';
import { activationTable } from '../lib/network/activations.js';
import { functionNames, sample } from './math-functions.js';
import { firstDifference, type Floats } from './oracles.js';
import { flat, hash, hashOf, kept, runFixed, runNames, type RunName } from './runs.js';

/** Epochs, and steps in them, after which the parameters themselves are kept. */
const KEPT: readonly (readonly [RunName, epochs: number, steps: number])[] = [
  ['exercise', 1, 1],
  ['exercise', 20, 20],
  ['digits', 1, 10],
  ['momentum', 2, 12],
  ['regression', 1, 1],
  ['regression', 5, 5],
];

const names = Object.keys(activations) as Activation[];

/** The largest difference, relative where numbers are above 1. */
function worst(x: Floats, y: Floats): number {
  const differences = Array.from(x, (v, i) =>
    Object.is(v, y[i]) ? 0 : Math.abs(v - y[i]!) / Math.max(1, Math.abs(v)),
  );
  return differences.reduce((a, b) => (b <= a ? a : b), 0);
}

/** The hashes of fixed-seed runs, of the elementary functions and of the activations. */
export function describeHashes(dtype: DType): void {
  const isNative = backend().name === 'native';
  // In float64 the JavaScript backend has no fused multiply-add.
  const own = dtype === 'float64' && !isNative ? ', js' : '';

  describe(`fixed-seed runs, ${dtype}`, () => {
    it.each(runNames)('%s: chunks of 1, of 7 and of all steps give the same bits', async (name) => {
      const [one, seven, all] = await Promise.all(
        [1, 7, 1e9].map((pace) => runFixed(name, { dtype }, () => pace)),
      );
      expect(flat(seven!.parameters)).toEqual(flat(one!.parameters));
      expect(flat(all!.parameters)).toEqual(flat(one!.parameters));
      expect([seven!.history, all!.history]).toEqual([one!.history, one!.history]);
    });

    it.each(runNames)('%s: has the one hash', async (name) => {
      const fresh = hash(await runFixed(name, { dtype }));
      expect(fresh).toBe(kept(dtype, `${name}${own}`, () => fresh));
    });

    it.each(functionNames)('%s: has the one hash', (name) => {
      const y = currentBackend().evaluate(name, sample(name, dtype, 50_000, 51));
      const fresh = hashOf([y.map((v) => (Number.isNaN(v) ? NaN : v))]);
      expect(fresh).toBe(kept(dtype, `function ${name}${own}`, () => fresh));
    });

    it.each(names)('activation %s: has the one hash', (name) => {
      const z = Matrix.of(sample('tanh', dtype, 20_000, 52), 1, 20_000);
      const { value, derivative } = activations[name];
      const fresh = hashOf([value(z).data, derivative(z).data]);
      expect(fresh).toBe(kept(dtype, `activation ${name}${own}`, () => fresh, fresh));
    });

    it.each(names)('activation %s: is that of the JavaScript backend', (name) => {
      const z = sample('tanh', dtype, 20_000, 52);
      const slope = activationTable[name].slope ?? 0;
      const [here, js] = [currentBackend(), jsBackend(false)];
      for (const what of ['value', 'derivative'] as const) {
        const [mine, theirs] = [here[what](name, z, slope), js[what](name, z, slope)];
        if (own === '' && dtype === 'float64') expect(worst(mine, theirs)).toBeLessThan(2e-15);
        else expect(firstDifference(mine, theirs)).toBeUndefined();
      }
    });

    if (dtype === 'float64') {
      it.each(KEPT)(
        '%s after %i epochs: every backend within 1e-12 per step',
        async (name, epochs, steps) => {
          const { parameters } = await runFixed(name, { dtype, epochs, reportEvery: 1 });
          const mine = Float64Array.from(flat(parameters));
          const fresh = isNative ? () => Buffer.from(mine.buffer).toString('base64') : undefined;
          const bytes = Buffer.from(kept(dtype, `${name} after ${epochs} epochs`, fresh), 'base64');
          const native = new Float64Array(new Uint8Array(bytes).buffer);
          const largest = Math.max(...native.map(Math.abs));
          const difference = Math.max(...mine.map((v, i) => Math.abs(v - native[i]!)));
          expect(mine.length).toBe(native.length);
          expect(difference / largest).toBeLessThanOrEqual(isNative ? 0 : 1e-12 * steps);
        },
      );
    }
  });
}
