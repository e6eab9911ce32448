// A process that leaves while it works: node leave.mjs exit|throw|reject|stay DELAY KIND
import { kinds, pause } from './long.mjs';

const [, , way, delay, kind] = process.argv;

function leave() {
  // Written at once: a pipe may be asynchronous.
  process.stdout.write('leaving\n');
  if (way === 'exit') process.exit(7);
  if (way === 'throw') throw new Error('uncaught on purpose');
  if (way === 'reject') Promise.reject(new Error('unhandled on purpose'));
}

void kinds[Number(kind)]();
if (way === 'stay') process.stdout.write('working\n');
await pause(Number(delay));
leave();
