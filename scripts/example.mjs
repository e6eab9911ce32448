// Compiles the examples, which are TypeScript, and runs one of them in its folder.
//   node scripts/example.mjs NAME [arguments]
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setupOrExit, stale } from './setup.mjs';
import { packageCommand, root, runNode, say } from './tools.mjs';

const [name = '', ...args] = process.argv.slice(2);
const source = join(root, 'examples', `${name}.ts`);
if (name === '' || !existsSync(source)) {
  say(`densely: there is no example ${source}`);
  process.exit(1);
}

await setupOrExit();
const script = join(root, 'build-examples', `${name}.js`);
if (stale(script, ['examples', 'dist'])) {
  const { code, output } = await runNode(packageCommand('typescript', 'tsc'), ['-p', 'examples']);
  if (code !== 0) {
    say(output.trimEnd());
    process.exit(code);
  }
}
// The short ones read what lies beside them.
const cwd = name.includes('/') ? process.cwd() : join(root, 'examples');
spawn(process.execPath, [script, ...args], { cwd, stdio: 'inherit' }).on('close', (status) =>
  process.exit(status ?? 1),
);
