// Checks that look at the sources, each one thing that passes or fails.
//   node scripts/checks.mjs NAME...          node scripts/checks.mjs --write format clang-format
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setupOrExit } from './setup.mjs';
import { which } from './toolchain.mjs';
import { isMain, packageCommand, root, run, runNode } from './tools.mjs';

/** Versions of clang-format differ in what they print. */
const CLANG_FORMAT = 14;

function cppFiles() {
  return readdirSync(join(root, 'native'), { recursive: true })
    .filter((name) => /\.(h|cc|inl)$/.test(name))
    .map((name) => join('native', name));
}

async function clangFormat() {
  const name = which(`clang-format-${CLANG_FORMAT}`, 'clang-format');
  if (!name) return undefined;
  const { output } = await run(name, ['--version']);
  return output.includes(`version ${CLANG_FORMAT}.`) ? name : undefined;
}

const checks = {
  lint: (write) =>
    runNode(packageCommand('oxlint'), ['--deny-warnings', ...(write ? ['--fix'] : [])]),
  format: (write) =>
    runNode(packageCommand('prettier'), [write ? '--write' : '--check', '--log-level=warn', '.']),
  types: () => runNode(packageCommand('typescript', 'tsc'), ['-p', '.']),
  // What a strict user sees of the built package.
  'package-types': () => runNode(packageCommand('typescript', 'tsc'), ['-p', 'test/types']),
  // The docs site in build-docs/: every public name documented, every link meeting its end.
  docs: () => runNode(packageCommand('typedoc'), ['--logLevel', 'Warn']),
  'clang-format': async (write) => {
    const name = await clangFormat();
    if (!name) return { skipped: `needs clang-format ${CLANG_FORMAT}` };
    return run(name, [...(write ? ['-i'] : ['--dry-run', '--Werror']), ...cppFiles()]);
  },
};

export const checkNames = Object.keys(checks);

/** Answers `{ passed, failed, skipped, text }`. */
export async function check(name, write = false) {
  const { code, output, skipped } = await checks[name](write);
  if (skipped) return { passed: 0, failed: 0, skipped: 1, text: `${name}: skipped, ${skipped}` };
  if (code === 0) return { passed: 1, failed: 0, skipped: 0, text: `${name}: passed` };
  return { passed: 0, failed: 1, skipped: 0, text: `${output.trimEnd()}\n${name}: failed` };
}

async function main(args) {
  const write = args.includes('--write');
  await setupOrExit({ only: args.includes('package-types') ? ['dist'] : [] });
  for (const name of args.filter((argument) => !argument.startsWith('--'))) {
    const { failed, text } = await check(name, write);
    console.log(text);
    if (failed) process.exitCode = 1;
  }
}

if (isMain(import.meta.url)) await main(process.argv.slice(2));
