// All parts of one of the projects of vitest that consist of parts, or those with such names.
//   node scripts/test-parts.mjs package|ecosystem [NAME...]
import { setupOrExit } from './setup.mjs';
import { packageCommand, runNode } from './tools.mjs';

const [project, ...names] = process.argv.slice(2);
const literal = (name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
const chosen = names.length > 0 ? ['--testNamePattern', names.map(literal).join('|')] : [];

await setupOrExit();
const env = { ...process.env, DENSELY_PARTS: 'all' };
const args = ['run', '--project', project, '--reporter=verbose', ...chosen];
const { code } = await runNode(packageCommand('vitest'), args, { env, show: true });
process.exitCode = code;
