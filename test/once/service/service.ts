// The example service as its clients have it: a process, its address, its answers.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { hasDist, root } from '../children.js';

function installed(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** What these tests need and do not find, in words. */
export const lacks: readonly string[] = [
  ...(hasDist ? [] : ['dist is not built']),
  ...['fastify', 'autocannon']
    .filter((name) => !installed(name))
    .map((name) => `${name} is not installed`),
];

const server = join(root, 'examples/service/server.mjs');

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Refusal {
  readonly error: {
    readonly code: string;
    readonly field: string | null;
    readonly message: string;
  };
}

export interface ServerEvent {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** A served model as `GET /model` and the event `done` tell of it. */
export interface About {
  readonly version: string;
  readonly trainedAt: string;
  readonly features: readonly string[];
  readonly classes: readonly unknown[] | null;
  readonly metrics: { readonly size: number; readonly accuracy?: number; readonly cost: number };
}

export class Service {
  readonly url: string;
  readonly process: ChildProcessByStdio<null, Readable, Readable>;

  private constructor(url: string, process: Service['process']) {
    this.url = url;
    this.process = process;
  }

  /** @param env such as MODEL, REQUEST_SECONDS; the port is a free one */
  static async start(env: Record<string, string> = {}): Promise<Service> {
    const child = spawnServer(env);
    const line = await new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).once('line', resolve);
      child.once('close', () => reject(new Error('the service did not start')));
    });
    return new Service(/http:\/\/[\w.:]+/.exec(line)![0], child);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Time that the process has worked so far, in ms; Linux tells it in ticks of 10 ms. */
  get worked(): number {
    const fields = readFileSync(`/proc/${this.process.pid}/stat`, 'utf8')
      .split(') ')[1]!
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }

  /** Sends a signal and answers how the process ended, and after how many ms. */
  async stop(
    signal: NodeJS.Signals = 'SIGTERM',
  ): Promise<{ code: number | null; signal: string | null; ms: number }> {
    const start = performance.now();
    const ended = once(this.process, 'close') as Promise<[number | null, string | null]>;
    if (this.running) this.process.kill(signal);
    const [code, by] = await ended;
    return { code, signal: by, ms: performance.now() - start };
  }

  async get<Body = Record<string, unknown>>(path: string): Promise<Answer<Body>> {
    return answerOf(await fetch(this.url + path));
  }

  /** Waits for a state of `/health`. */
  async until({ training }: { readonly training: boolean }): Promise<void> {
    while ((await this.get('/health')).body.training !== training) await pause(20);
  }

  /** Waits until the process has worked for so many ms more, whatever else the machine does. */
  async working(ms: number): Promise<void> {
    const before = this.worked;
    while (this.worked - before < ms) await pause(20);
  }

  /** Waits until no connection is taken any more. */
  async refusing(): Promise<void> {
    for (;;) {
      try {
        (await this.connection()).close();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return;
        throw error;
      }
      await pause(20);
    }
  }

  /** A POST of JSON, or of a text as it stands. */
  async post<Body = Record<string, unknown>>(
    path: string,
    body: unknown,
    type = 'application/json',
  ): Promise<Answer<Body>> {
    return answerOf(await this.#send(path, body, type));
  }

  /** A training that is accepted: its events as they come. */
  async *train(
    body: unknown,
    { path = '/train', type = 'application/json', signal }: TrainRequest = {},
  ): AsyncGenerator<ServerEvent, void, undefined> {
    const response = await this.#send(path, body, type, signal);
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    yield* eventsOf(response);
  }

  /** A training to its end: what its last event says. */
  async trained(body: unknown, request?: TrainRequest): Promise<About> {
    const events: ServerEvent[] = [];
    for await (const event of this.train(body, request)) events.push(event);
    const last = events.at(-1)!;
    if (last.event !== 'done') throw new Error(JSON.stringify(last));
    return last.data as unknown as About;
  }

  #send(path: string, body: unknown, type: string, signal?: AbortSignal): Promise<Response> {
    const plain = typeof body === 'string' || body instanceof ReadableStream;
    return fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': type },
      body: plain ? body : JSON.stringify(body),
      ...(signal && { signal }),
      ...(plain && { duplex: 'half' }),
    });
  }

  /** A connection of its own, for what no HTTP client would send. */
  async connection(): Promise<Connection> {
    const socket = connect(this.port, '127.0.0.1');
    await once(socket, 'connect');
    return new Connection(socket);
  }
}

interface TrainRequest {
  readonly path?: string;
  readonly type?: string;
  readonly signal?: AbortSignal;
}

export function spawnServer(env: Record<string, string>): Service['process'] {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(DENSELY_|NODE_OPT)/.test(name),
  );
  return spawn(process.execPath, [server], {
    cwd: root,
    env: { ...Object.fromEntries(inherited), PORT: '0', MODEL: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function answerOf<Body>(response: Response): Promise<Answer<Body>> {
  const { status, headers } = response;
  return { status, headers, body: JSON.parse(await response.text()) as Body };
}

async function* eventsOf(response: Response): AsyncGenerator<ServerEvent, void, undefined> {
  let text = '';
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const frames = text.split('\n\n');
    text = frames.pop()!;
    for (const frame of frames) {
      const [, event, data] = /^event: (\w+)\ndata: (.+)$/.exec(frame)!;
      yield { event: event!, data: JSON.parse(data!) as Record<string, unknown> };
    }
  }
}

/** Bytes out, and all that came until the other side closed. */
export class Connection {
  readonly #socket: Socket;
  #text = '';
  readonly ended: Promise<string>;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8').on('data', (text: string) => (this.#text += text));
    socket.on('error', () => {});
    this.ended = new Promise((resolve) => socket.once('close', () => resolve(this.#text)));
  }

  send(text: string): void {
    this.#socket.write(text);
  }

  /** Waits until all that has come so far matches. */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#text)) await once(this.#socket, 'data');
  }

  /** All that has come so far. */
  get text(): string {
    return this.#text;
  }

  close(): void {
    this.#socket.destroy();
  }
}
