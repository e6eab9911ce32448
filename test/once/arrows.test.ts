// Who may import whom. Floors count from below; an import points to a lower floor or stays in its room.
import { dirname, join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { filesBelow, read } from './repository.js';

type Imports = ReadonlyMap<string, readonly string[]>;

/** A path round a circle of imports, or nothing. */
function circle(imports: Imports): string[] | undefined {
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const found = walk(next, [...path, file]);
      if (found) return found;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const found = walk(file, []);
    if (found) return found;
  }
  return undefined;
}

function pairs(imports: Imports): (readonly [file: string, imported: string])[] {
  return [...imports].flatMap(([file, all]) => all.map((imported) => [file, imported] as const));
}

const show = ([file, imported]: readonly [string, string]): string => `${file} → ${imported}`;

describe('lib', () => {
  const floors: readonly (readonly string[])[] = [
    ['base'],
    ['data', 'network'],
    ['backend', 'format', 'plot'],
    ['model', 'course'],
    ['log'],
    ['training'],
    ['study'],
    ['index.ts', 'parquet'],
    ['cli'],
  ];
  const specifier = /^\s*(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|\bimport\s*\(?\s*'([^']+)'/gm;

  function specifiers(file: string): string[] {
    const code = read(file).replace(/\/\*[^]*?\*\/|\/\/ .*$/gm, '');
    return [...code.matchAll(specifier)].map((match) => match[1] ?? match[2]!);
  }

  /** From a command, the repository's scripts. */
  const scripts = '../../scripts/';

  const files = filesBelow('lib', /\.ts$/);
  const all: Imports = new Map(files.map((file) => [file, specifiers(file)]));
  /** From the version of the code. */
  const manifest = '../../package.json';
  const inside: Imports = new Map(
    [...all].map(([file, names]) => [
      file,
      names
        .filter((name) => name.startsWith('.') && !name.startsWith(scripts) && name !== manifest)
        .map((name) => join(dirname(file), name).replace(/\.js$/, '.ts')),
    ]),
  );
  const outside = pairs(all).filter(([, name]) => !name.startsWith('.'));
  const room = (file: string): string => file.split('/')[1]!;
  const floor = (file: string): number => floors.findIndex((rooms) => rooms.includes(room(file)));

  it('is read: every import leads to a file', () => {
    expect(pairs(inside).length).toBeGreaterThan(50);
    expect(
      pairs(inside)
        .filter(([, to]) => !files.includes(to))
        .map(show),
    ).toEqual([]);
  });

  it('has only rooms with a floor', () => {
    expect(files.filter((file) => floor(file) < 0)).toEqual([]);
  });

  it('imports downward or in the same room', () => {
    const wrong = ([from, to]: readonly [string, string]): boolean =>
      room(from) !== room(to) && floor(from) <= floor(to);
    expect(pairs(inside).filter(wrong).map(show)).toEqual([]);
  });

  it('has no circle', () => expect(circle(inside)).toBeUndefined());

  it('enters plot only by its own door', () => {
    const wrong = ([from, to]: readonly [string, string]): boolean =>
      room(to) === 'plot' && room(from) !== 'plot' && to !== 'lib/plot/index.ts';
    expect(pairs(inside).filter(wrong).map(show)).toEqual([]);
  });

  it('knows the two backends only in select.ts', () => {
    const js = ([from, to]: readonly [string, string]): boolean =>
      to.startsWith('lib/backend/js/') && !from.startsWith('lib/backend/js/');
    const native = ([, to]: readonly [string, string]): boolean =>
      /^(#native|lib\/backend\/native(-\w+)?\.ts)$/.test(to);
    const knowing = [...pairs(inside), ...outside].filter((pair) => js(pair) || native(pair));
    expect([...new Set(knowing.map(([from]) => from))]).toEqual(['lib/backend/select.ts']);
  });

  it('reads the manifest only for the version', () => {
    const reading = pairs(all).filter(([, name]) => name === manifest);
    expect(reading.map(([from]) => from)).toEqual(['lib/base/version.ts']);
  });

  it('imports node: modules only behind #native and #files, and in the commands', () => {
    const importing = outside.filter(([, name]) => name.startsWith('node:')).map(([from]) => from);
    const library = new Set(importing.filter((file) => room(file) !== 'cli'));
    const native = ['addon', 'native-bundled', 'native'].map((name) => `lib/backend/${name}.ts`);
    const files = ['files', 'growing-files'].map((name) => `lib/base/${name}.ts`);
    expect([...library].sort()).toEqual([...native, ...files]);
  });

  it('shares with the scripts only the tools of a build', () => {
    const sharing = pairs(all).filter(([, name]) => name.startsWith(scripts));
    expect([...new Set(sharing.map(show))]).toEqual([`lib/cli/build.ts → ${scripts}toolchain.mjs`]);
  });

  it('imports only its dependencies', () => {
    const { dependencies, peerDependencies } = JSON.parse(read('package.json')) as Record<
      'dependencies' | 'peerDependencies',
      Record<string, string>
    >;
    const known = (name: string): boolean =>
      /^(node:|#(?:native|files)$)/.test(name) ||
      [dependencies, peerDependencies].some((list) => name in list);
    expect(outside.filter(([, name]) => !known(name)).map(show)).toEqual([]);
  });
});

describe('native', () => {
  const files = filesBelow('native', /\.(h|cc|inl)$/).filter((file) => !/\/test\//.test(file));
  const core = files.filter((file) => file.startsWith('native/core/'));
  const include = /^\s*#\s*(?:include|define DENSELY_SIMD)\s+(["<])([^">]+)[">]/gm;

  const all: Imports = new Map(
    files.map((file) => [file, [...read(file).matchAll(include)].map((m) => `${m[1]}${m[2]}`)]),
  );
  /** Beside the including file, or in native/core, where the kernels' own file names are looked up. */
  function resolve(file: string, name: string): string {
    const beside = join(dirname(file), name);
    return files.includes(beside) ? beside : join('native/core', name);
  }
  const inside: Imports = new Map(
    [...all].map(([file, names]) => [
      file,
      names.filter((name) => name.startsWith('"')).map((name) => resolve(file, name.slice(1))),
    ]),
  );

  /** The core's floors from below; every file of the core stands on one. */
  const floors: readonly RegExp[] = [
    /^(simd\/\w+|fma|limits|list|buffer|floating_point_mode)\.h$/,
    /^math\.h$/,
    /^(activations|losses|optimizers)\.h$/,
    /^((kernels|cost_lanes|dropout)\.h|dispatch\.\w+|isa_\w+\.cc|\w+\.inl)$/,
    /^(any_view|tile|columns|weights|pieces|walk|split|moments|scaling|threads|sleeper|cores)\.\w+$/,
    /^(ranking|target_units|looked|metrics)\.\w+$/,
    /^(plan|drops|backward|network|inference|served)\.\w+$/,
    /^(chunk|update|train)\.\w+$/,
  ];
  const floor = (file: string): number =>
    floors.findIndex((names) => names.test(file.slice('native/core/'.length)));

  it('is read: every include leads to a file', () => {
    expect(pairs(inside).length).toBeGreaterThan(50);
    expect(
      pairs(inside)
        .filter(([, to]) => !files.includes(to))
        .map(show),
    ).toEqual([]);
  });

  it('has only files with a floor', () => {
    expect(core.filter((file) => floor(file) < 0)).toEqual([]);
  });

  it('includes downward or on the same floor, and never the addon', () => {
    const wrong = ([from, to]: readonly [string, string]): boolean =>
      core.includes(from) && (!core.includes(to) || floor(from) < floor(to));
    expect(pairs(inside).filter(wrong).map(show)).toEqual([]);
  });

  it('has no circle', () => expect(circle(inside)).toBeUndefined());

  it('knows Node only in the addon', () => {
    const node = /^["<](napi|node_api|js_native_api|node|v8|uv)\b/;
    const knowing = pairs(all).filter(([, name]) => node.test(name));
    expect(knowing.length).toBeGreaterThan(0);
    expect(knowing.filter(([from]) => !from.startsWith('native/addon/')).map(show)).toEqual([]);
  });

  it('lets the addon see the core by its tables, its network and its training, no concept or ISA', () => {
    const hidden = ([from, to]: readonly [string, string]): boolean =>
      !core.includes(from) && core.includes(to) && [1, 2].includes(floor(to));
    expect(pairs(inside).filter(hidden).map(show)).toEqual([]);
    expect(
      pairs(inside).filter(([from, to]) => !core.includes(from) && /simd|\.inl/.test(to)),
    ).toEqual([]);
  });
});
