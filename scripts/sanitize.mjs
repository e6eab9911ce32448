// The core's tests, and the addon's suite in Node, built with sanitizers; none may report anything.
//   npm run test:sanitize [-- address thread]
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheVariables, presetLacks, testPreset } from './core.mjs';
import { cmake } from './native.mjs';
import { runPart, tally } from './parts.mjs';
import { setupOrExit } from './setup.mjs';
import { packageCommand, root, run, runNode } from './tools.mjs';
import { compiler } from './toolchain.mjs';

/** What Node must load before anything else, since Node itself is built without. */
const libraries = { address: ['libasan.so', 'libubsan.so'], thread: ['libtsan.so'] };

/** The suite at the best instruction set, and what threads and workers do in processes of their own. */
function suites() {
  const [best] = createRequire(import.meta.url)('node-gyp-build')(root).isas;
  const once = ['addon', 'life'].map((name) => `test/once/${name}.test.ts`);
  return [[`--project=native:${best}`], ['--project=once', ...once]];
}

async function preload(kind) {
  const paths = libraries[kind].map(async (name) => {
    const { output } = await run(compiler(), [`-print-file-name=${name}`]);
    return output.trim();
  });
  return (await Promise.all(paths)).join(' ');
}

async function environment(binary, kind, logs) {
  // Leaks are looked for by the life tests' own figures: Node frees little at its end.
  const options = `log_path=${join(logs, 'report')}:halt_on_error=1:detect_leaks=0`;
  return {
    ...process.env,
    LD_PRELOAD: await preload(kind),
    ASAN_OPTIONS: options,
    UBSAN_OPTIONS: `${options}:print_stacktrace=1`,
    // Node, vitest's bundler and the C++ library are built without: what is not seen whole is left out,
    // joins of threads too (the core's own tests report those that are not joined).
    TSAN_OPTIONS: `${options}:ignore_noninstrumented_modules=1:report_thread_leaks=0`,
    DENSELY_PREBUILD: dirname(dirname(dirname(binary))),
  };
}

function reports(logs) {
  return readdirSync(logs).map((name) => readFileSync(join(logs, name), 'utf8'));
}

/** As the core's preset has them, without its tests. */
function definitions(kind) {
  const variables = { ...cacheVariables(`core-${kind}`), DENSELY_TESTS: 'OFF' };
  return Object.entries(variables).map(([name, value]) => `${name}=${value}`);
}

/** The addon's suite as parts: build, then each call of vitest. */
function addonParts(kind) {
  const folder = join(`build-sanitize-${kind}`, 'build');
  const { binary, build } = cmake(folder, definitions(kind));
  const logs = join(root, 'build-logs', `sanitize-${kind}`);
  const lacks = () => presetLacks(`core-${kind}`);
  const suite = async (args) => {
    rmSync(logs, { recursive: true, force: true });
    mkdirSync(logs, { recursive: true });
    const env = await environment(binary, kind, logs);
    const options = ['run', '--pool=forks', '--reporter=dot', '--testTimeout=600000', ...args];
    const { code, output } = await runNode(packageCommand('vitest'), options, { env });
    const said = reports(logs);
    if (said.length > 0) throw new Error(said.join('\n'));
    if (code !== 0) throw new Error(output.trimEnd());
    return output.match(/Tests .*/)?.[0];
  };
  const compile = async () => {
    const { code, output } = await build();
    if (code !== 0) throw new Error(output.trimEnd());
  };
  return [
    { name: 'addon builds', lacks, run: compile },
    ...suites().map((args) => ({ name: args.join(' '), lacks, run: () => suite(args) })),
  ];
}

await setupOrExit();
const { report, end } = tally();
const asked = process.argv.slice(2);
for (const kind of Object.keys(libraries)) {
  if (asked.length > 0 && !asked.includes(kind)) continue;
  report(await testPreset(`core-${kind}`));
  for (const part of addonParts(kind)) report(await runPart(`sanitizers, ${kind}`, part));
}
end();
