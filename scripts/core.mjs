// Builds the core's own tests in several ways and counts what each test program says.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildEnvironment, cmakeLacks, compiler, which } from './toolchain.mjs';
import { inParallel, jobs, run } from './tools.mjs';

const env = buildEnvironment();

/** The longest first: they run beside each other. */
const variants = [
  { name: 'core, aarch64', folder: 'build-core-aarch64', prepare: aarch64 },
  sanitized('core, sanitizers', 'build-core-sanitize', 'address,undefined'),
  { name: 'core, clang', folder: 'build-core-clang', prepare: clang },
  { name: 'core', folder: 'build-core', prepare: () => ({ options: [] }) },
];
const jobsEach = Math.ceil(jobs / variants.length);

/** CMake's variables for a build with these sanitizers. At -O3 checked kernels take three times as long to compile. */
export function sanitizing(sanitizers) {
  return [`DENSELY_SANITIZE=${sanitizers}`, 'CMAKE_CXX_FLAGS_RELEASE=-O1'];
}

/** A way to build the core's tests with these sanitizers. */
export function sanitized(name, folder, sanitizers) {
  const prepare = async () =>
    (await canSanitize(sanitizers))
      ? { options: sanitizing(sanitizers).map((definition) => `-D${definition}`) }
      : { skipped: `needs a compiler with the sanitizers ${sanitizers}` };
  return { name, folder, prepare };
}

/** Whether the compiler has these sanitizers and what it makes with them runs. */
export async function canSanitize(sanitizers) {
  const folder = mkdtempSync(join(tmpdir(), 'densely-'));
  const program = join(folder, 'program');
  const flags = [`-fsanitize=${sanitizers}`, '-x', 'c++', '-', '-o', program];
  const built = await run(compiler(), flags, { env, input: 'int main() { return 0; }\n' });
  const ran = built.code === 0 && (await run(program, [], { env })).code === 0;
  rmSync(folder, { recursive: true });
  return ran;
}

function clang() {
  const name = which('clang++', 'clang++-14');
  return name ? { options: [`-DCMAKE_CXX_COMPILER=${name}`] } : { skipped: 'needs clang++' };
}

function aarch64() {
  const name = which('aarch64-linux-gnu-g++');
  if (!name) return { skipped: 'needs aarch64-linux-gnu-g++' };
  const emulator = which('qemu-aarch64', 'qemu-aarch64-static');
  return {
    options: [
      '-DCMAKE_SYSTEM_NAME=Linux',
      '-DCMAKE_SYSTEM_PROCESSOR=aarch64',
      `-DCMAKE_CXX_COMPILER=${name}`,
      '-DCMAKE_EXE_LINKER_FLAGS=-static',
      ...(emulator ? [`-DCMAKE_CROSSCOMPILING_EMULATOR=${emulator}`] : []),
    ],
    ...(!emulator && { cannotRun: 'needs qemu-aarch64' }),
  };
}

const skip = ({ name }, why) => ({
  passed: 0,
  failed: 0,
  skipped: 1,
  text: `${name}: skipped, ${why}`,
});

const fail = ({ name }, why, output) => ({
  passed: 0,
  failed: 1,
  skipped: 0,
  text: `${output.trimEnd()}\n${name}: ${why}`,
});

async function build(folder, options) {
  const generator = which('ninja') ? ['-G', 'Ninja'] : [];
  const common = [
    '-S',
    '.',
    '-B',
    folder,
    ...generator,
    '-DDENSELY_TESTS=ON',
    '-DCMAKE_BUILD_TYPE=Release',
  ];
  const configured = await run('cmake', [...common, ...options], { env });
  if (configured.code !== 0) return configured;
  return run('cmake', ['--build', folder, '--config', 'Release', '--parallel', `${jobsEach}`], {
    env,
  });
}

/** The command lines that ctest would run. */
async function testCommands(folder) {
  const { output } = await run(
    'ctest',
    ['--test-dir', folder, '-C', 'Release', '--show-only=json-v1'],
    { env },
  );
  return JSON.parse(output).tests.filter(({ command }) => command);
}

/** One test program; its last line is `N passed, N failed`. */
async function runProgram(variant, { name, command: [program, ...args] }) {
  const { code, output } = await run(program, args, { env });
  const says = /^(\d+) passed, (\d+) failed$/.exec(output.trimEnd().split('\n').at(-1));
  if (!says) return fail(variant, `${name} ended with ${code} before it counted`, output);
  const passed = Number(says[1]);
  const failed = code === 0 ? Number(says[2]) : Math.max(1, Number(says[2]));
  const line = `${variant.name}: ${name}: ${passed} passed, ${failed} failed`;
  return { passed, failed, skipped: 0, text: failed ? `${output.trimEnd()}\n${line}` : line };
}

/** Builds one variant and runs its programs. */
export async function runVariant(variant, report) {
  const lacks = cmakeLacks();
  if (lacks.length > 0) return report(skip(variant, `needs ${lacks.join(', ')}`));
  const { options, skipped, cannotRun } = await variant.prepare();
  if (skipped) return report(skip(variant, skipped));
  const { code, output } = await build(variant.folder, options);
  if (code !== 0) return report(fail(variant, 'the build failed', output));
  if (cannotRun) return report(skip(variant, `built but not run, ${cannotRun}`));
  const tests = await testCommands(variant.folder);
  if (tests.length === 0) return report(fail(variant, 'no test program', ''));
  await inParallel(tests, jobsEach, async (test) => report(await runProgram(variant, test)));
}

/** Builds and runs every variant, telling `report` about each program. */
export async function testCore(report) {
  await inParallel(variants, jobs, (variant) => runVariant(variant, report));
}
