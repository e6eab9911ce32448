// Trainings that are killed at so many random moments: test/once/kill.test.ts, whose 50 are those of `npm test`.
//   npm run test:kill -- 200        DENSELY_DRAW=n repeats the moments of a draw
import { setupOrExit } from './setup.mjs';
import { packageCommand, runNode } from './tools.mjs';

const [kills = '200', ...more] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(kills) || more.length > 0) {
  console.error('usage: npm run test:kill -- [KILLS]');
  process.exit(2);
}
await setupOrExit();
const env = { ...process.env, DENSELY_KILLS: kills };
const args = ['run', '--project', 'once', '--reporter=verbose', 'test/once/kill.test.ts'];
process.exitCode = (await runNode(packageCommand('vitest'), args, { env, show: true })).code;
