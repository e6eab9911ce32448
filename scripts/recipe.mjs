// The recipe of CONTRIBUTING for an activation, done: one entry and one struct in a copy of the sources, which
// is built; then that activation's tests on both backends. It compiles for some two minutes.
//   npm run check:recipe
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setupOrExit } from './setup.mjs';
import { isMain, packageCommand, root, run, runNode, say } from './tools.mjs';

const NAME = 'squareplus';

/** Barron 2021: (z + √(z² + 4)) / 2, without cancellation for negative z. */
const ENTRY = `  ${NAME}: {
    ...plain,
    bound: 2,
    value(n, { z, a, from, to }) {
      for (let i = from; i < to; i++) {
        const x = z[i]!;
        const r = round(n, Math.sqrt(fma(n, x, x, 4)));
        a[i] = x > 0 ? 0.5 * round(n, x + r) : 2 / round(n, r - x);
      }
    },
    backward(n, d, { a, from, to }) {
      for (let i = from; i < to; i++) {
        const square = round(n, a[i]! * a[i]!);
        d[i]! *= round(n, square / round(n, square + 1));
      }
    },
  } satisfies Entry as Entry,
`;

const STRUCT = `struct Squareplus : ActivationDefaults {
  static constexpr const char* name = "${NAME}";
  template <class V>
  static DENSELY_INLINE V value(V z, V) {
    const V r = sqrt(fma(z, z, number<V>(4)));
    return select(z > number<V>(0), number<V>(0.5) * (z + r), number<V>(2) / (r - z));
  }
  template <class V>
  static DENSELY_INLINE V derivative(V, V a, V) {
    const V square = a * a;
    return square / (square + number<V>(1));
  }
};

`;

/** Puts text where the pattern matches first. */
function insert(path, pattern, text) {
  const source = readFileSync(path, 'utf8');
  const at = source.search(pattern);
  if (at < 0) throw new Error(`${path} has no ${pattern}: the recipe is out of date`);
  writeFileSync(path, source.slice(0, at) + text + source.slice(at));
}

/** The two edits. */
function addActivation(folder) {
  insert(join(folder, 'lib/network/activations.ts'), /(?<=\n)};\n/, ENTRY);
  const native = join(folder, 'native/core/activations.h');
  insert(native, /using Activations =\s+List</, STRUCT);
  insert(native, /(?<=using Activations =\s+List<[^>]*)>;/, ', Squareplus');
}

/** What git has or would take, with the packages that are installed here. */
async function copySources() {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const output = await done('git ls-files', run('git', args));
  const folder = mkdtempSync(join(tmpdir(), 'densely-recipe-'));
  for (const name of output.split('\0').filter(Boolean))
    cpSync(join(root, name), join(folder, name));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}

/** What a step prints, or an error that holds it. */
async function done(name, step) {
  const { code, output } = await step;
  if (code === 0) return output;
  throw new Error(`${name} failed:\n${output}`);
}

/** Its tests on one backend: they go over the table of activations. */
async function suite(folder, project) {
  const report = join(folder, 'report.json');
  const args = ['run', `--project=${project}`, '-t', NAME, '--reporter=json'];
  const command = [...args, `--outputFile=${report}`];
  const { code, output } = await runNode(packageCommand('vitest'), command, { cwd: folder });
  if (code !== 0) throw new Error(`${project} failed:\n${output}`);
  const { numPassedTests } = JSON.parse(readFileSync(report, 'utf8'));
  if (numPassedTests === 0) throw new Error(`${project} has no tests of ${NAME}`);
  say(`${project}: ${numPassedTests} tests of ${NAME} pass`);
}

async function check(folder) {
  const inside = { cwd: folder };
  addActivation(folder);
  await done('types', runNode(packageCommand('typescript', 'tsc'), ['-p', '.'], inside));
  say(`${NAME} is added: building`);
  await done('build', runNode(join(folder, 'scripts/native.mjs'), ['gyp'], inside));
  for (const project of ['js', 'native:*']) await suite(folder, project);
}

if (isMain(import.meta.url)) {
  await setupOrExit();
  const folder = await copySources();
  try {
    await check(folder);
    say('the recipe holds: one entry and one struct');
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
