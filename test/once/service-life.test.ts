// The example service under load, with slow clients, and at its end and its next beginning.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { node, root } from './children.js';
import { iris, longTraining } from './service/data.js';
import { requests, send } from './service/fuzz.js';
import {
  lacks,
  Service,
  spawnServer,
  type About,
  type Connection,
  type ServerEvent,
} from './service/service.js';

const title = lacks.length > 0 ? `service, life (skipped: ${lacks.join(', ')})` : 'service, life';
const irisTraining = { ...iris, options: { hidden: [16], epochs: 20, seed: 1 } };

interface Prediction {
  readonly version: string;
  readonly predictions: readonly unknown[];
}

function head(path: string, length: number, more = 'content-type: application/json'): string {
  const headers = `host: localhost\r\ncontent-length: ${length}\r\n${more}`;
  return `POST ${path} HTTP/1.1\r\n${headers}\r\n\r\n`;
}

/** Begins a prediction whose body does not come yet; the service has taken it up when this resolves. */
async function begin(service: Service, length: number): Promise<Connection> {
  const connection = await service.connection();
  connection.send(
    head('/predict', length, 'content-type: application/json\r\nexpect: 100-continue'),
  );
  await connection.until(/ 100 Continue/);
  return connection;
}

/** Longer than a test may take: whatever waits for it fails. */
const NEVER = '3600';

describe.skipIf(lacks.length > 0)(title, { timeout: 120_000 }, () => {
  let folder: string;
  let model: string;
  let services: Service[];
  const start = async (env: Record<string, string> = {}): Promise<Service> => {
    const service = await Service.start(env);
    services.push(service);
    return service;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'densely-service-'));
    model = join(folder, 'model.safetensors');
    services = [];
  });
  afterEach(async () => {
    for (const service of services) if (service.running) await service.stop('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('answers 300 random requests, never with 500', async () => {
    const service = await start();
    await service.trained(irisTraining);
    const statuses = new Map<number, number>();
    for (const sent of requests(20, 300)) {
      const { status, headers, body } = await send(service.url, sent);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const what = `${sent.method} ${sent.path} ${sent.headers['content-type']} ${sent.body.toString()}`;
      expect([200, 400, 404, 405, 413, 415], `${status} to ${what}: ${body}`).toContain(status);
      if (status === 200 || sent.method === 'HEAD') continue;
      expect(headers['content-type']).toMatch(/^application\/json/);
      const { error } = JSON.parse(body) as { error: object };
      expect(Object.keys(error)).toEqual(['code', 'field', 'message']);
    }
    // Not all of them fail at the door.
    for (const status of [200, 400, 404, 405, 415]) expect(statuses.get(status)).toBeGreaterThan(5);
    const { status, body } = await service.post('/predict', { rows: [[1, 2, 3, 4]] });
    expect({ status, model: body.version }).toMatchObject(
      status === 200 ? { model: expect.any(String) as string } : { status: 400 },
    );
  });

  it('answers what is no HTTP', async () => {
    const service = await start();
    for (const [text, status] of [
      ['no HTTP at all\r\n\r\n', 400],
      [`GET /health HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    ] as const) {
      const connection = await service.connection();
      connection.send(text);
      const answer = await connection.ended;
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toHaveProperty('error.code');
    }
  });

  it.each([
    ['text/csv', '/train?target=y', 'x,y\n1,a,extra\n', 400],
    ['application/json', '/predict', '{"rows":', 413],
  ])(
    'refuses a long body of %s early, and hears it to its end',
    async (type, path, text, status) => {
      const service = await start();
      const connection = await service.connection();
      const piece = `${'1'.repeat(2 ** 16 - 1)}\n`;
      connection.send(head(path, text.length + 60 * piece.length, `content-type: ${type}`) + text);
      for (let i = 0; i < 30; i++) connection.send(piece);
      await connection.until(new RegExp(`^HTTP/1.1 ${status} [^]*"code":`));
      for (let i = 0; i < 30; i++) connection.send(piece);
      connection.send('GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
      expect(await connection.ended).toMatch(/HTTP\/1.1 200 [^]*"training":false/);
    },
  );

  it.runIf(process.platform === 'linux')(
    'stops working when the client of a training leaves, before or after its first event',
    async () => {
      const service = await start();
      const rows = Array.from({ length: 100 }, () => iris.rows).flat();
      const targets = Array.from({ length: 100 }, () => iris.targets).flat();
      const options = { hidden: [256, 256, 256], batchSize: 1, epochs: 100 };
      const slowStart = { rows, targets, options };
      for (const [body, events] of [
        [slowStart, 0],
        [longTraining, 1],
      ] as const) {
        const leave = new AbortController();
        const training = service.train(body, { signal: leave.signal });
        const first = training.next();
        if (events > 0) await first;
        else await service.working(500);
        expect((await service.get('/health')).body).toMatchObject({ training: true });
        leave.abort();
        await (events > 0 ? training.next() : first).catch(() => {});
        await service.until({ training: false });
        await pause(200);
        const before = service.worked;
        await pause(500);
        expect(service.worked - before).toBeLessThan(100);
      }
    },
  );

  it('swaps models under eight clients without a mixed answer', async () => {
    const service = await start({ MODEL: model });
    const versions = [(await service.trained(irisTraining)).version];
    const answers = new Map<string, Set<string>>();
    const stop = new AbortController();
    const client = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        const { status, body } = await service.post<Prediction>('/predict', { rows: iris.rows });
        expect(status).toBe(200);
        const { version, ...rest } = body;
        answers.set(version, (answers.get(version) ?? new Set()).add(JSON.stringify(rest)));
      }
    };
    const clients = Array.from({ length: 8 }, client);
    for (let seed = 2; seed <= 9; seed++) {
      const options = { ...irisTraining.options, seed };
      versions.push((await service.trained({ ...irisTraining, options })).version);
      await pause(20);
    }
    stop.abort();
    await Promise.all(clients);
    expect(new Set(versions).size).toBe(9);
    expect(versions).toEqual(expect.arrayContaining([...answers.keys()]));
    expect(answers.size).toBeGreaterThan(4);
    const distinct = [...answers.values()];
    expect(distinct.map(({ size }) => size)).toEqual(distinct.map(() => 1));
    expect(new Set(distinct.map(([text]) => text)).size).toBe(answers.size);
  });

  it('does not wait for slow bodies, slow headers or long trainings', async () => {
    const service = await start({ REQUEST_SECONDS: '1', TRAINING_SECONDS: '1.5' });
    const texts = [
      head('/predict', 50),
      head('/train', 50),
      'POST /predict HTTP/1.1\r\nhost: a\r\n',
    ];
    const connections = await Promise.all(texts.map(() => service.connection()));
    connections.forEach((connection, i) => connection.send(`${texts[i]}`));
    for (const connection of connections) {
      const answer = await connection.ended;
      expect(answer).toMatch(/^HTTP\/1.1 408 /);
      expect(answer).toContain('"code":"ERR_TIMEOUT"');
    }
    const events: ServerEvent[] = [];
    for await (const event of service.train(longTraining)) events.push(event);
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { code: 'ERR_TIMEOUT' } });
    await service.trained(irisTraining);
  });

  const signals = ['SIGTERM', 'SIGINT'] as const;
  it.each(signals)('%s: a request in flight ends well', async (signal) => {
    const service = await start({ MODEL: model, SHUTDOWN_SECONDS: NEVER });
    await service.trained(irisTraining);
    const body = JSON.stringify({ rows: iris.rows.slice(0, 2) });
    const idle = await service.connection();
    const connection = await begin(service, body.length);
    connection.send(body.slice(0, 10));
    const stopped = service.stop(signal);
    await service.refusing();
    await pause(300);
    expect(service.running).toBe(true);
    connection.send(body.slice(10));
    const answer = await connection.ended;
    expect(answer).toMatch(/\r\n\r\nHTTP\/1.1 200 [^]*connection: close/i);
    expect(JSON.parse(answer.split('\r\n\r\n')[2]!)).toHaveProperty('predictions.length', 2);
    expect(await stopped).toMatchObject({ code: 0, signal: null });
    await idle.ended;
  });

  it('SIGTERM: the client of a training is told', async () => {
    const service = await start({ MODEL: model, SHUTDOWN_SECONDS: NEVER });
    const { version } = await service.trained(irisTraining);
    const events = service.train(longTraining);
    await events.next();
    const stopped = service.stop();
    let last: ServerEvent | undefined;
    for await (const event of events) last = event;
    expect(last).toMatchObject({ event: 'error', data: { code: 'ERR_SHUTDOWN', field: null } });
    expect(await stopped).toMatchObject({ code: 0, signal: null });
    const next = await start({ MODEL: model });
    expect((await next.get('/model')).body).toMatchObject({ version });
  });

  it('SIGTERM: a client that never ends is cut after four seconds', async () => {
    const service = await start({ REQUEST_SECONDS: NEVER });
    await begin(service, 1000);
    const { code, ms } = await service.stop();
    expect(code).toBe(0);
    expect(ms).toBeGreaterThan(3900);
  });

  it('serves the saved model after a restart', async () => {
    const first = await start({ MODEL: model });
    const done = await first.trained(irisTraining);
    const before = await first.post<Prediction>('/predict', { rows: iris.rows });
    await first.stop();
    const second = await start({ MODEL: model });
    expect((await second.get<About>('/model')).body).toEqual(done);
    expect((await second.post('/predict', { rows: iris.rows })).body).toEqual(before.body);
    await second.stop();

    // The notes of another model are not believed, and the model needs none.
    writeFileSync(`${model}.json`, '{"version":"another"}');
    const third = await start({ MODEL: model });
    expect((await third.get('/model')).body).toEqual({ ...done, trainedAt: null, metrics: null });
  });

  it('does not start on a damaged model', async () => {
    const service = await start({ MODEL: model });
    await service.trained(irisTraining);
    await service.stop();
    const bytes = readFileSync(model);
    writeFileSync(model, bytes.fill(1, bytes.length - 8));
    const child = spawnServer({ MODEL: model });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(stderr).toContain(model);
    expect(stderr).not.toContain('    at ');
  });

  it('does what its readme says', async () => {
    const service = await start();
    const readme = readFileSync(join(root, 'examples/service/README.md'), 'utf8');
    const commands = [...readme.matchAll(/^\$ ((?:.*\\\n)*.*)$/gm)].map(([, command]) => command!);
    const [, ...curls] = commands;
    expect(curls.filter((command) => command.includes('curl'))).toHaveLength(3);
    const outputs = [];
    for (const command of curls.slice(0, 3)) {
      const text = command.replaceAll('localhost:8080', `127.0.0.1:${service.port}`);
      const { stdout } = await promisify(execFile)('sh', ['-c', text], { cwd: root });
      outputs.push(stdout);
    }
    expect(outputs[0]).toMatch(/^event: progress\n[^]*event: done\n.*"accuracy":1,/);
    expect(outputs[1]).toMatch(/^\{"version":"\w{12}","predictions":\["?\w+"?\],"probabilities":/);
    expect(outputs[2]).toMatch(/^\{"version":"\w{12}","trainedAt":/);
  });

  it('is measured by one command', async () => {
    const load = ['examples/service/load.mjs', '--seconds=2', '--json'];
    const measured = JSON.parse((await node(load)).stdout) as Record<'idle' | 'training', object>;
    expect(measured.idle).toMatchObject({ errors: 0 });
    expect(measured.training).toMatchObject({ errors: 0, running: true });
  });

  // 600,000 predictions and 6,000 trainings are much for a machine that is busy.
  it('does not grow', { timeout: 600_000 }, async () => {
    const { code, stdout } = await node(['examples/service/load.mjs', '--memory', '--json']);
    expect({ code, growth: JSON.parse(stdout) as unknown }).toMatchObject({
      code: 0,
      growth: [{ work: 'predictions' }, { work: 'trainings' }],
    });
  });
});
