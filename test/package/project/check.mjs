// Where the tarball is installed: both module systems, and both at once, load the native binary, which
// trains to JavaScript's own bits. For machines that have the tarball alone.
import { execFileSync } from 'node:child_process';

function use(script, name) {
  const env = { ...process.env, DENSELY_BACKEND: name };
  const line = execFileSync(process.execPath, [script], { env, encoding: 'utf8' }).trim();
  console.log(script, line);
  const [used, , hash] = line.split(' ');
  if (used !== name) throw new Error(`${script} used ${used}, not ${name}`);
  return hash;
}

const scripts = ['use.mjs', 'use.cjs', 'both.cjs'];
const hashes = ['js', 'native'].flatMap((name) => scripts.map((script) => use(script, name)));
if (new Set(hashes).size !== 1) throw new Error('the backends differ');
