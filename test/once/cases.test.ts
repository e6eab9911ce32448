// Small inputs that once went wrong, each a program that runs alone: `node test/cases/NAME.mjs`, `sh
// test/cases/NAME.sh`. It exits with 0 when right. Those that look at the clock are run by bench:life,
// and the one that needs webpack by test:ecosystem.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command, hasDist, loadAddon, node, root, type Ended } from './children.js';
import { filesBelow } from './repository.js';

const cases = filesBelow('test/cases', /\.(?:mjs|sh)$/).filter(
  (file) => !/\/(?:loop-[^/]*\.mjs|webpack\.sh)$/.test(file),
);
const backends = loadAddon() ? ['native', 'js'] : ['js'];

function run(file: string, backend: string): Promise<Ended> {
  const [path, settings] = [join(root, file), { env: { DENSELY_BACKEND: backend } }];
  return file.endsWith('.sh') ? command('sh', [path], settings) : node([path], settings);
}

describe.runIf(hasDist).each(backends)('on %s', (backend) => {
  it.each(cases)('%s', async (file) => {
    const { code, stdout, stderr } = await run(file, backend);
    expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
  });
});
