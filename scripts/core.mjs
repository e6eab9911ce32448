// The core's own tests: those that lie beside cmake-js's addon, and builds of their own by the presets of
// CMakePresets.json; counts what ctest says.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareVersions } from './gates.mjs';
import { separateCmake } from './native.mjs';
import { buildEnvironment, cmakeLacks, compiler, which } from './toolchain.mjs';
import { inParallel, jobs, root, run } from './tools.mjs';

const generator = !process.env.CMAKE_GENERATOR && which('ninja') && 'Ninja';
const env = buildEnvironment(generator && { CMAKE_GENERATOR: generator });

const file = join(root, 'CMakePresets.json');
const { configurePresets, cmakeMinimumRequired: oldest } = JSON.parse(readFileSync(file, 'utf8'));

/** Those of `npm test`, the longest first: they run beside each other, and beside cmake-js's. */
const presets = ['core-aarch64', 'core-address', 'core-clang'];
const jobsEach = `${Math.ceil(jobs / presets.length)}`;

/** What a preset and those that it inherits from tell CMake. */
export function cacheVariables(name) {
  const { inherits, cacheVariables: own } = configurePresets.find((preset) => preset.name === name);
  return { ...(inherits && cacheVariables(inherits)), ...own };
}

/** Whether the compiler has these sanitizers and what it makes with them runs. */
async function canSanitize(sanitizers) {
  const folder = mkdtempSync(join(tmpdir(), 'densely-'));
  const program = join(folder, 'program');
  const flags = [`-fsanitize=${sanitizers}`, '-x', 'c++', '-', '-o', program];
  const built = await run(compiler(), flags, { env, input: 'int main() { return 0; }\n' });
  const ran = built.code === 0 && (await run(program, [], { env })).code === 0;
  rmSync(folder, { recursive: true });
  return ran;
}

async function isOld({ major, minor }) {
  const { output } = await run('cmake', ['--version'], { env });
  return compareVersions(/[\d.]+\d/.exec(output)[0], `${major}.${minor}`) < 0;
}

/** What a preset needs and does not find here, in words. */
export async function presetLacks(preset) {
  const tools = cmakeLacks();
  if (tools.length > 0) return `needs ${tools.join(', ')}`;
  if (await isOld(oldest)) return `needs CMake ${oldest.major}.${oldest.minor}`;
  const { CMAKE_CXX_COMPILER: name, DENSELY_SANITIZE: sanitizers } = cacheVariables(preset);
  if (name && !which(name)) return `needs ${name}`;
  const lacking = sanitizers && !(await canSanitize(sanitizers));
  return lacking ? `needs a compiler with the sanitizers ${sanitizers}` : undefined;
}

/** What runs the programs of another processor, with what CMake is told of it; undefined where nothing does. */
function emulation(preset) {
  if (!cacheVariables(preset).CMAKE_SYSTEM_PROCESSOR) return [];
  const emulator = which('qemu-aarch64', 'qemu-aarch64-static');
  return emulator && [`-DCMAKE_CROSSCOMPILING_EMULATOR=${emulator}`];
}

/** Runs tests that are built: the sum that ctest writes. */
async function runTests(name, where) {
  const sums = join(root, 'build-logs', `${name}.xml`);
  rmSync(sums, { force: true });
  const args = [...where, '--parallel', jobsEach, '--output-junit', sums];
  const { code, output } = await run('ctest', args, { env });
  const [tests, failures, skipped] = readSums(sums);
  const failed = code === 0 ? 0 : Math.max(1, failures);
  const passed = tests - failures - skipped;
  const line = `${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`;
  return { passed, failed, skipped, text: failed ? `${output.trimEnd()}\n${line}` : line };
}

const attributes = /tests="(\d+)"\s+failures="(\d+)"\s+disabled="\d+"\s+skipped="(\d+)"/;

function readSums(path) {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return attributes.exec(text)?.slice(1).map(Number) ?? [1, 1, 0];
}

/** Builds a preset and runs its tests; answers `{ passed, failed, skipped, text }`. */
export async function testPreset(preset) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const skip = (why) => ({ ...counts, skipped: 1, text: `${preset}: skipped, ${why}` });
  const lacking = await presetLacks(preset);
  if (lacking) return skip(lacking);
  const emulated = emulation(preset);
  for (const args of [
    ['--preset', preset, ...(emulated ?? [])],
    ['--build', '--preset', preset, '--parallel', jobsEach],
  ]) {
    const { code, output } = await run('cmake', args, { env });
    if (code === 0) continue;
    return { ...counts, failed: 1, text: `${output.trimEnd()}\n${preset}: the build failed` };
  }
  return emulated
    ? runTests(preset, ['--preset', preset])
    : skip('built but not run, needs qemu-aarch64');
}

/** The tests beside cmake-js's addon, which setup has built. */
async function testBuilt() {
  const { lacks, folder } = separateCmake;
  const lacking = lacks();
  if (lacking.length === 0)
    return runTests('core', ['--test-dir', folder, '-C', 'Release', '--output-on-failure']);
  const text = `core: skipped, needs ${lacking.join(', ')}`;
  return { passed: 0, failed: 0, skipped: 1, text };
}

/** Every build of `npm test`, telling `report` about each. */
export async function testCore(report) {
  const tests = [...presets.map((preset) => () => testPreset(preset)), testBuilt];
  await inParallel(tests, jobs, async (test) => report(await test()));
}
