// The main job: the demo, then the digits.
//   npm start          npm start --silent -- --json
import { spawn } from 'node:child_process';
import { root } from './tools.mjs';
import { setupOrExit } from './setup.mjs';

const demo = ['dist/cli.js', 'demo'];
const digits = ['examples/digits/digits.mjs'];

/** Runs a script; with `capture` answers its standard output. A failure ends this process too. */
function node(args, capture) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['inherit', capture ? 'pipe' : 'inherit', 'inherit'],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('close', (code) => (code === 0 ? resolve(output) : process.exit(code ?? 1)));
  });
}

async function json(script) {
  return JSON.parse(await node([...script, '--json'], true));
}

async function printJson() {
  const { seconds, ...document } = await json(demo);
  const { testAccuracy, all, seconds: digitsSeconds } = await json(digits);
  const merged = { ...document, digits: { testAccuracy, all }, seconds: seconds + digitsSeconds };
  process.stdout.write(`${JSON.stringify(merged, null, 2)}\n`);
}

async function print() {
  await node(demo);
  console.log(
    '\nHandwritten digits: 1,797 of 8×8 pixels, softmax output, 80 % to train, 20 % to test\n',
  );
  await node(digits);
}

await setupOrExit();
await (process.argv.includes('--json') ? printJson() : print());
