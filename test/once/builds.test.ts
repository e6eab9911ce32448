// The two builds of the addon, node-gyp's and cmake-js's, are one and the same addon.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Binding } from '../../lib/backend/binding.js';
import { nodeModule, root } from './children.js';

const folders = { gyp: root, cmake: join(root, 'build-cmake') };
const binary = (folder: string): string => join(folder, 'build/Release/densely.node');
const both = Object.values(folders).every((folder) => existsSync(binary(folder)));

/** Trains at every instruction set and prints one hash for each. */
const hashes = `
  import { createHash } from 'node:crypto';
  const { backend, datasets, train } = densely;
  const options = { hidden: [9, 3], activation: ['tanh', 'prelu'], epochs: 4, batchSize: 100, seed: 3 };
  const hash = createHash('sha256').update(backend().isa);
  for (const dtype of ['float32', 'float64']) {
    const { parameters } = await train(datasets.flower(), { ...options, dtype });
    for (const name of Object.keys(parameters).sort()) hash.update(name).update(parameters[name].data);
  }
  console.log(backend().path, hash.digest('hex'));`;

async function trained(folder: string, isa: string): Promise<string> {
  const env = { DENSELY_BACKEND: 'native', DENSELY_ISA: isa, DENSELY_PREBUILD: folder };
  const { code, stdout, stderr } = await nodeModule(hashes, { env });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const [path, hash] = stdout.trim().split(' ');
  expect(path).toBe(binary(folder));
  return hash!;
}

describe.skipIf(!both)('node-gyp and cmake-js (needs both builds)', () => {
  const load = createRequire(import.meta.url);
  const [gyp, cmake] = both
    ? Object.values(folders).map((folder) => load(binary(folder)) as Binding)
    : [];

  it('export the same names and tables', () => {
    const kinds = (binding: Binding): [string, string][] =>
      Object.entries(binding).map(([name, value]) => [name, typeof value]);
    expect(kinds(cmake!)).toEqual(kinds(gyp!));
    for (const table of ['isas', 'abi', 'version'] as const)
      expect(cmake![table]).toEqual(gyp![table]);
  });

  it.each(gyp?.isas ?? [])('train to the same bits on %s', async (isa) => {
    expect(await trained(folders.cmake, isa)).toBe(await trained(folders.gyp, isa));
  });
});
