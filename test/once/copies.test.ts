// One process, one library, whichever way it is loaded; and what two copies of it say of each other's objects.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node, root } from './children.js';
import { filesBelow, read } from './repository.js';

const { version } = JSON.parse(read('package.json')) as { version: string };
const folder = mkdtempSync(join(tmpdir(), 'densely-copies-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** An installed package with another version in its code. */
function copy(name: string, of: string): void {
  const place = join(folder, 'node_modules', name);
  mkdirSync(place, { recursive: true });
  cpSync(join(root, 'dist'), join(place, 'dist'), { recursive: true });
  cpSync(join(root, 'package.json'), join(place, 'package.json'));
  const file = join(place, 'dist', 'library.cjs');
  const code = readFileSync(file, 'utf8');
  expect(code.split(`"${version}"`)).toHaveLength(2);
  writeFileSync(file, code.replace(`"${version}"`, `"${of}"`));
}

/** What a script prints, line by line; its backend is JavaScript. */
async function lines(name: string, script: string): Promise<string[]> {
  writeFileSync(join(folder, name), script);
  const { code, stdout, stderr } = await node([name], {
    cwd: folder,
    env: { DENSELY_BACKEND: 'js' },
  });
  expect(code, stderr).toBe(0);
  return stdout.trimEnd().split('\n');
}

beforeAll(() => {
  copy('densely', version);
  copy('older', '0.0.9');
  copy('again', version);
});

describe('import and require', () => {
  const compare = `
    for (const [name, imported, required] of both) {
      const names = Object.keys(required).sort();
      const same = names.every((of) => imported[of] === required[of]);
      console.log(name, same && Object.keys(imported).sort().join() === names.join());
    }`;

  it.each([
    [
      'an ES module',
      'both.mjs',
      `import { createRequire } from 'node:module';
       import * as index from 'densely';
       import * as plot from 'densely/plot';
       import * as parquet from 'densely/parquet';
       import * as log from 'densely/log';
       const require = createRequire(import.meta.url);
       const both = [['index', index, require('densely')], ['plot', plot, require('densely/plot')],
         ['parquet', parquet, require('densely/parquet')], ['log', log, require('densely/log')]];
       ${compare}`,
    ],
    [
      'CommonJS',
      'both.cjs',
      `const [index, plot] = [require('densely'), require('densely/plot')];
       const [parquet, log] = [require('densely/parquet'), require('densely/log')];
       const all = ['densely', 'densely/plot', 'densely/parquet', 'densely/log']
         .map((name) => import(name));
       Promise.all(all).then((imported) => {
         const both = [['index', imported[0], index], ['plot', imported[1], plot],
           ['parquet', imported[2], parquet], ['log', imported[3], log]];
         ${compare}
       });`,
    ],
  ])('give the same objects in %s', async (_, name, script) => {
    expect(await lines(name, script)).toEqual([
      'index true',
      'plot true',
      'parquet true',
      'log true',
    ]);
  });

  it('have one declaration of each type', () => {
    expect(filesBelow('dist', /\.d\.ts$/)).toEqual([
      'dist/index.d.ts',
      'dist/log.d.ts',
      'dist/parquet.d.ts',
      'dist/plot.d.ts',
    ]);
    for (const entry of ['index', 'plot', 'parquet', 'log'])
      expect(read(`dist/${entry}.d.ts`)).toBe(`export * from './${entry}.cjs';\n`);
  });
});

describe("another copy's objects", () => {
  const refuse = `
    const { Dataset, Matrix, RandomState } = other;
    const data = Dataset.from([[1], [2]], ['a', 'b']);
    const matrix = Matrix.from([[1, 2]]);
    const told = (act) => { try { act(); } catch (error) { console.log(error.code, error.message); } };
    densely.train(data, { epochs: 1 }).then(undefined, (error) => console.log(error.code, error.message))
      .then(() => {
        told(() => densely.matmul(matrix, matrix));
        told(() => densely.Dataset.from(matrix, ['a', 'b']));
        told(() => densely.datasets.flower({ random: new RandomState(1) }));
      });`;
  const cannot = "one copy cannot use another's objects. Pass";
  const advice = 'npm ls densely lists the copies, and a bundle may hold its own.';

  it.each([
    ['older', `of densely 0.0.9, this is ${version}`],
    ['again', `of another copy of densely ${version}`],
  ])('are refused by name and version: %s', async (name, of) => {
    const script = `const [densely, other] = [require('densely'), require('${name}')]; ${refuse}`;
    expect(await lines(`${name}.cjs`, script)).toEqual([
      `ERR_DATA data is a Dataset ${of}: ${cannot} a Dataset (see Dataset.from, datasets.flower); ${advice}`,
      `ERR_DATA A is a Matrix ${of}: ${cannot} a Matrix (see Matrix.from, Matrix.of); ${advice}`,
      `ERR_DATA examples is a Matrix ${of}: ${cannot} a list of rows of numbers; ${advice}`,
      `ERR_OPTION random is a RandomState ${of}: ${cannot} a RandomState (new RandomState(seed)); ${advice}`,
    ]);
  });

  it('are no more than that: what is wrong in one copy is told as before', async () => {
    const script = `const densely = require('densely');
      const data = densely.Dataset.from([[1], [2]], ['a', 'b']);
      try { densely.matmul(data, data); } catch (error) { console.log(error.message); }
      console.log(JSON.stringify(Object.keys(data)), Object.getOwnPropertySymbols({ ...data }).length);`;
    expect(await lines('one.cjs', script)).toEqual([
      'A must be a Matrix (see Matrix.from, Matrix.of), not a Dataset.',
      '["X","Y","features","named","targets","classes"] 0',
    ]);
  });
});
