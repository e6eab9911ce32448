import { readOptions } from '../base/checks.js';
import { zeros, type FloatArray } from '../base/dtype.js';
import { DenselyError, invalid, show, wrongShape } from '../base/errors.js';
import { checkDType, checkMatrix, type Matrix } from '../base/matrix.js';
import { shape } from '../base/placement.js';
import { withText } from '../base/printed.js';
import { networkOf, pack } from '../network/parameters.js';
import {
  activationOption,
  activationsOf,
  NET_KEYS,
  outputOf,
  unitCount,
  unitsOf,
  type NetworkSpec,
} from '../network/spec.js';

/**
 * Z and A of every layer, shape (n_l, m); remembers the network that made it. One of one's own has
 * the same entries.
 *
 * @example
 * import { type Cache, datasets, forwardPropagation, initializeParameters } from 'densely';
 *
 * const cache: Cache = forwardPropagation(datasets.flower().X, initializeParameters(2, 4, 1))[1];
 * console.log(Object.keys(cache)); // [ 'Z1', 'A1', 'Z2', 'A2' ]
 */
export type Cache = { readonly [key: `Z${number}` | `A${number}`]: Matrix };

/** The networks of the caches that were made here, and of each matrix in them: a copy of a cache is known too. */
const networks = new WeakMap<object, NetworkSpec>();

/** Freezes a cache, which knows its network from now on. */
export function remember(cache: Record<string, Matrix>, spec: NetworkSpec): Cache {
  for (const entry of Object.values(cache)) networks.set(entry, spec);
  networks.set(Object.freeze(withText(cache)), spec);
  return cache;
}

/** The network that made a matrix of a cache. */
export function networkOfEntry(entry: Matrix): NetworkSpec | undefined {
  return networks.get(entry);
}

/** The network of a cache that was made here. */
export function ownNetwork(cache: unknown): NetworkSpec {
  const spec = typeof cache === 'object' && cache !== null ? networks.get(cache) : undefined;
  if (spec) return spec;
  const allowed = 'the cache that forwardPropagation gave (not a copy of it)';
  throw invalid('cache', cache, allowed, 'ERR_SHAPE');
}

/** The network of a cache, as it or `net` says, and the parameters that belong to it. */
export function networkOfCache(
  parameters: unknown,
  cache: unknown,
  net: unknown,
): { spec: NetworkSpec; flat: FloatArray } {
  if (typeof cache !== 'object' || cache === null || Array.isArray(cache)) {
    const allowed = 'the cache that forwardPropagation gave, or { Z1, A1, … } of your own';
    throw invalid('cache', cache, allowed, 'ERR_SHAPE');
  }
  const own = networks.get(cache);
  if (own) agree(net, own);
  const spec = own ?? (net === undefined ? networkOfEntries(Object.values(cache)) : undefined);
  if (spec) return { spec, flat: pack('parameters', parameters, spec) };
  return networkOf(parameters, net);
}

/** The one network that made these matrices, or some of them. */
function networkOfEntries(entries: readonly unknown[]): NetworkSpec | undefined {
  const known = entries.flatMap((entry) => networks.get(entry as object) ?? []);
  const different = new Set(known.map((spec) => JSON.stringify(spec))).size;
  if (different <= 1) return known[0];
  throw new DenselyError(
    'ERR_OPTION',
    'net',
    `cache holds matrices that ${different} different networks have made: say activation and output in net.`,
  );
}

/** @throws `ERR_OPTION` where `net` says another activation or output than the network of the cache has */
function agree(net: unknown, spec: NetworkSpec): void {
  const { activation, output } = readOptions('net', net, NET_KEYS);
  const had = { activation: activationsOf(spec), output: outputOf(spec) };
  const said = {
    activation:
      activation === undefined
        ? had.activation
        : activationOption(activation, had.activation.length),
    output: output ?? had.output,
  };
  for (const key of NET_KEYS) {
    if (String(said[key]) === String(had[key])) continue;
    throw new DenselyError(
      'ERR_OPTION',
      key,
      `net says ${key} ${show(said[key])}, but the network that made the cache has ${show(had[key])}: leave net out, or say what forwardPropagation was given.`,
    );
  }
}

/** Checks the matrix of a layer in a cache. */
export function cacheEntry(
  cache: Cache,
  letter: 'Z' | 'A',
  layer: number,
  { rows, cols, dtype }: Pick<Matrix, 'rows' | 'cols' | 'dtype'>,
): Matrix {
  const name = `cache.${letter}${layer}`;
  const entry = cache[`${letter}${layer}`];
  if (entry === undefined) {
    const there = Object.keys(cache).map(show).join(', ') || 'nothing';
    const message = `cache has no ${letter}${layer}; it holds ${there}.`;
    throw new DenselyError('ERR_SHAPE', 'cache', message);
  }
  const m = checkMatrix(name, entry);
  checkDType(name, m, dtype, 'the network');
  if (m.rows === rows && m.cols === cols) return m;
  throw wrongShape(name, shape(m), `${shape({ rows, cols })} as this network and X make it`);
}

/** The matrices of one letter one behind another, of m examples. */
export function joined(cache: Cache, letter: 'Z' | 'A', spec: NetworkSpec, m: number): FloatArray {
  const { dtype } = spec;
  const out = zeros(dtype, unitCount(spec) * m);
  let at = 0;
  for (const [i, { units }] of spec.layers.entries()) {
    out.set(cacheEntry(cache, letter, i + 1, { rows: units, cols: m, dtype }).data, at);
    at += units * m;
  }
  return out;
}

/** @throws `ERR_SHAPE` for entries that the network has no layer for */
export function checkEntries(cache: Cache, spec: NetworkSpec): void {
  const allowed = spec.layers.flatMap((_, i) => [`Z${i + 1}`, `A${i + 1}`]);
  const other = Object.keys(cache).find((name) => !allowed.includes(name));
  if (other === undefined) return;
  throw new DenselyError(
    'ERR_SHAPE',
    'cache',
    `cache holds ${show(other)}, which a ${unitsOf(spec).join('-')} network has no place for; allowed: ${allowed.join(', ')}.`,
  );
}
