// What both languages know: the addon's own constants and tables are compared with the package's.
import { describe, expect, it } from 'vitest';
import { abi } from '../../lib/backend/abi.js';
import type { Binding, NativeProgram } from '../../lib/backend/binding.js';
import { nativeBackend } from '../../lib/backend/native-backend.js';
import type { Isa } from '../../lib/backend/backend.js';
import { DenselyError } from '../../lib/index.js';
import { networkSpec } from '../../lib/network/spec.js';
import { loadAddon } from './children.js';

type Entries = { [key: string]: Entries | number | boolean | string };

const isObject = (value: unknown): value is Entries => typeof value === 'object' && value !== null;

/** Every entry of an object and of the objects in it, by its path. */
function pathsOf(entries: Entries, path: readonly string[] = []): (readonly string[])[] {
  return Object.entries(entries).flatMap(([key, value]) => [
    [...path, key],
    ...(isObject(value) ? pathsOf(value, [...path, key]) : []),
  ]);
}

/** A copy with one entry as `change` makes it. */
function changed<E extends object>(
  entries: E,
  path: readonly string[],
  change: (owner: Entries, key: string) => void,
): E {
  const copy = structuredClone(entries);
  let owner = copy as unknown as Entries;
  for (const key of path.slice(0, -1)) owner = owner[key] as Entries;
  change(owner, path.at(-1)!);
  return copy;
}

const other = (value: Entries[string]): Entries[string] =>
  typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : 'another';

const falsify = (owner: Entries, key: string): void => {
  owner[key] = other(owner[key]!);
};
const remove = (owner: Entries, key: string): void => {
  delete owner[key];
};
const add = (owner: Entries, key: string): void => {
  owner[`${key}2`] = 1;
};

function refusal(act: () => unknown): string {
  let error: unknown;
  try {
    act();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(DenselyError);
  expect(error).toMatchObject({ code: 'ERR_BACKEND' });
  expect((error as DenselyError).message).toMatch(/Build it again \(densely build\)\.$/);
  return (error as DenselyError).message;
}

const addon = loadAddon();

describe.skipIf(!addon)('the binary and the package', () => {
  const binding = addon ?? ({ isas: [], abi } as unknown as Binding);
  const open = (known: unknown): unknown =>
    nativeBackend({ ...binding, abi: known }, binding.isas[0] as Isa, 1);

  it('know the same', () => {
    expect(binding.abi).toEqual(abi);
    expect(() => open(binding.abi)).not.toThrow();
  });

  const paths = pathsOf(abi as Entries);

  it('know as much as the tables hold', () => {
    const numbers = [
      'block',
      'flags',
      'cancel',
      'narrow',
      'lanes',
      'limits',
      'penalties',
      'clips',
      'dropout',
      'segment',
      'targetWarps',
    ];
    const concepts = ['roles', 'functions', 'activations', 'losses', 'optimizers', 'metrics'];
    expect(Object.keys(abi).sort()).toEqual([...numbers, ...concepts].sort());
    expect(paths.map((path) => path.join('.'))).toEqual(
      expect.arrayContaining(['limits.parameters', 'optimizers.adam.slots', 'roles.slope']),
    );
  });

  it.each(paths.map((path) => [path.join('.'), path] as const))(
    'must agree on %s',
    (name, path) => {
      for (const change of [falsify, remove]) {
        const told = refusal(() => open(changed(binding.abi as object, path, change)));
        expect(told).toContain(`abi.${name} is `);
      }
      const more = refusal(() => open(changed(binding.abi as object, path, add)));
      expect(more).toContain(`abi.${name}2 is 1 in the binary and missing in this package`);
    },
  );

  it('tell the values of both', () => {
    const path = ['optimizers', 'adam', 'slots'];
    const told = refusal(() => open(changed(binding.abi as object, path, falsify)));
    expect(told).toContain('abi.optimizers.adam.slots is 3 in the binary and 2 in this package');
    expect(refusal(() => open(undefined))).toContain('abi is missing in the binary');
  });

  it('place the tensors of a network alike', () => {
    const [activations, loss] = [['prelu', 'tanh'], 'crossEntropy'] as const;
    const linear = { linear: true };
    const spec = networkSpec('float32', [2, 3, 4, 1], activations, loss, [], linear);
    const { layout } = new binding.Program(
      'float32',
      [2, 3, 4, 1],
      activations,
      spec.loss,
      new Float64Array(0),
      spec.linear,
    );
    expect(layout).toContainEqual({ role: 'slope', layer: 1, rows: 1, cols: 1, offset: 9 });
    expect(layout).toContainEqual({ role: 'linear', layer: 3, rows: 1, cols: 2, offset: 31 });
    for (const path of pathsOf(layout as unknown as Entries)) {
      const wrong = changed(layout as object, path, falsify) as NativeProgram['layout'];
      const Program = function Program(): object {
        return { layout: wrong };
      } as unknown as Binding['Program'];
      const backend = nativeBackend({ ...binding, Program }, binding.isas[0] as Isa, 1);
      expect(refusal(() => backend.program(spec))).toContain(`layout.${path.join('.')} is `);
    }
  });
});
