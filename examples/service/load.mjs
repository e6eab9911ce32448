// A thousand predictions a second, while nothing else runs and while one training does.
//   node examples/service/load.mjs [--seconds=10] [--rate=1000] [--json]
//   node examples/service/load.mjs --memory [--json]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';

const GOAL = { p99: 25, errors: 0 };
const FEATURES = 64;

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const { values: args } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rate: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
  },
});

if (args.memory) {
  const flags = ['--expose-gc', '--max-semi-space-size=2'];
  const script = [...flags, path('memory.mjs'), ...(args.json ? ['--json'] : [])];
  [process.exitCode] = await once(spawn(process.execPath, script, { stdio: 'inherit' }), 'close');
} else {
  const result = await withService(measure);
  const { training } = result;
  const met = training.errors <= GOAL.errors && training.p99 <= GOAL.p99;
  if (args.json) console.log(JSON.stringify({ ...result, goal: GOAL, met }));
  else print(result, met);
  if (!met) process.exitCode = 1;
}

/** The service in a process of its own, on a free port. */
async function withService(work) {
  const env = { ...process.env, PORT: '0', MODEL: '', LOG_LEVEL: 'info' };
  const stdio = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [path('server.mjs')], { env, stdio });
  try {
    const [line] = await once(createInterface(child.stdout), 'line');
    return await work(/http:\/\/[\w.:]+/.exec(line)[0]);
  } finally {
    child.kill();
    await once(child, 'close');
  }
}

async function measure(url) {
  await (await train(url, 600, { hidden: [64, 64], epochs: 20 })).text();
  await predictions(url, 2);
  const idle = await predictions(url, Number(args.seconds));

  const leave = new AbortController();
  const long = await train(url, 4000, { hidden: [128, 128], epochs: 10_000 }, leave.signal);
  const events = long.body.getReader();
  await events.read();
  const training = await predictions(url, Number(args.seconds));
  const running = (await (await fetch(`${url}/health`)).json()).training;
  leave.abort();
  return { idle, training: { ...training, running } };
}

/** A training of random rows; its answer has begun when this resolves. */
async function train(url, size, options, signal) {
  const rows = Array.from({ length: size }, randomRow);
  const targets = rows.map(([a, b, c]) => (a + b > 1 ? 'high' : a > c ? 'middle' : 'low'));
  const answer = await fetch(`${url}/train`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rows, targets, options }),
    signal,
  });
  if (answer.status !== 200) throw new Error(await answer.text());
  return answer;
}

function randomRow() {
  return Array.from({ length: FEATURES }, () => Number(Math.random().toFixed(4)));
}

/** Requests begin at their time whether or not the earlier ones have been answered. */
async function predictions(url, duration) {
  const { requests, latency, errors, timeouts, non2xx } = await autocannon({
    url: `${url}/predict`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rows: [randomRow()] }),
    connections: 8,
    overallRate: Number(args.rate),
    duration,
  });
  return {
    rate: Math.round(requests.average),
    p50: latency.p50,
    p99: latency.p99,
    p999: latency.p99_9,
    max: latency.max,
    errors: errors + timeouts + non2xx,
  };
}

function print({ idle, training }, met) {
  const line = (name, cells) =>
    console.log(name.padEnd(12) + cells.map((c) => String(c).padStart(11)).join(''));
  const cells = (r) => [r.rate, r.p50, r.p99, r.p999, r.max, r.errors];
  line('', ['requests/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'max ms', 'errors']);
  line('idle', cells(idle));
  line('training', cells(training));
  if (!training.running) console.log('the training ended before the measurement did');
  const goal = `goal: ${GOAL.errors} errors and p99 at most ${GOAL.p99} ms while training`;
  console.log(`${goal}: ${met ? 'met' : 'missed'}`);
}
