// What a binary must be before it is packed: it loads on old systems, and gives and takes only Node-API.
//   node scripts/gates.mjs FILE.node...
import { openSync, readSync, closeSync } from 'node:fs';
import { which } from './toolchain.mjs';
import { isMain, run } from './tools.mjs';

/** RHEL 8 and its kin: glibc 2.28, which Node itself asks for, and the C++ library of gcc 8. */
const newest = { GLIBC: '2.28', GLIBCXX: '3.4.25', CXXABI: '1.3.11' };

const entries = ['napi_register_module_v1', 'node_api_module_get_api_version_v1'];

/** Below zero where version `a` is the older one. */
export function compareVersions(a, b) {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  const places = Array.from({ length: Math.max(left.length, right.length) }, (_, i) => i);
  return places.map((i) => (left[i] ?? 0) - (right[i] ?? 0)).find((d) => d !== 0) ?? 0;
}

/** Which of the versions that a symbol table asks for are too new. */
export function tooNew(table) {
  const asked = new Set(table.match(/\b(GLIBC|GLIBCXX|CXXABI)_[\d.]+\d/g));
  return [...asked].filter((name) => {
    const [library, version] = name.split('_');
    return compareVersions(version, newest[library]) > 0;
  });
}

/** AVX instructions in a disassembly: those of VEX and EVEX coding, whose names begin with v. */
export function avxInstructions(disassembly) {
  return disassembly.match(/\t(v(?!err|erw)[a-z]\w*)\b.*|.*%[yz]mm\d.*/g) ?? [];
}

/** What `nm` says: a letter and a name for each symbol. */
async function symbols(file, ...options) {
  const { output } = await run('nm', [...options, file]);
  return output.split('\n').flatMap((line) => {
    const [, letter, name] = /^[\da-f ]*([A-Za-z]) (\S+)$/.exec(line) ?? [];
    return name ? [{ letter, name: name.replace(/@.*/, '') }] : [];
  });
}

export function isElf(file) {
  const first = Buffer.alloc(4);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, first, 0, 4, 0);
  closeSync(descriptor);
  return first.toString('latin1') === '\x7fELF';
}

/** What the gates lack here, in words. */
export function gatesLack() {
  return which('nm') && which('objdump') ? undefined : 'nm and objdump of binutils';
}

/** What is wrong with a binary for Linux, each in a line. */
export async function failings(file) {
  const { output } = await run('objdump', ['-T', file]);
  const exported = (await symbols(file, '-D', '--defined-only')).map(({ name }) => name);
  const taken = (await symbols(file, '-D', '--undefined-only')).map(({ name }) => name);
  return [
    ...tooNew(output).map((name) => `asks for ${name}`),
    ...exported.filter((name) => !entries.includes(name)).map((name) => `exports ${name}`),
    ...entries.filter((name) => !exported.includes(name)).map((name) => `does not export ${name}`),
    ...taken
      .filter((name) => /^(_ZNK?2v8|_ZNK?4node|uv_)/.test(name))
      .map((name) => `takes ${name}, which is not Node-API`),
  ];
}

/** AVX instructions in an object file. */
export async function avxIn(object) {
  const { output } = await run('objdump', ['-d', '--no-show-raw-insn', object]);
  return avxInstructions(output);
}

/** Definitions of an object that the linker may take for another object's: names of its own are not. */
export async function sharedDefinitions(object) {
  const all = await symbols(object, '--defined-only');
  return all.filter(({ letter }) => /[WVuw]/.test(letter)).map(({ name }) => name);
}

async function main(files) {
  const lack = gatesLack();
  for (const file of files) {
    const elf = isElf(file);
    if (!elf || lack) {
      console.log(`${file}: skipped, ${elf ? `needs ${lack}` : 'looks at ELF files alone'}`);
      continue;
    }
    const lines = await failings(file);
    console.log(`${file}: ${lines.length === 0 ? 'passed' : lines.join('; ')}`);
    if (lines.length > 0) process.exitCode = 1;
  }
}

if (isMain(import.meta.url)) await main(process.argv.slice(2));
