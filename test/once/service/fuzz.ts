// Random requests from a seed: valid ones, damaged in random ways.
import { request, type IncomingHttpHeaders } from 'node:http';
import { RandomState } from '../../../lib/index.js';

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const bodies = [
  '{"rows":[[5.1,3.5,1.4,0.2],[6.3,2.5,5,1.9]]}',
  '{"rows":[[1],[2],[3],[4]],"targets":["a","b","a","b"],"options":{"epochs":2,"hidden":[3]}}',
  '{"records":[{"x":1,"y":0},{"x":2,"y":1},{"x":3,"y":0},{"x":4,"y":1}],"target":"y","options":{"epochs":2}}',
  'x,y\n1,a\n2,b\n3,a\n4,b\n',
];
const tokens = [
  '1e999',
  '-1e-999',
  'null',
  'true',
  '"',
  '\\u0000',
  '{}',
  '[]',
  '[[',
  ']]',
  '{"__proto__":1}',
  ',',
  '""',
  '\n',
  '\ufeff',
  '\u2028',
  '0x10',
  '-0',
  '1'.repeat(400),
  '['.repeat(2000),
  'NaN',
  '"constructor"',
];
const paths = ['/predict', '/predict', '/train', '/train', '/model', '/health', '/', '/train/x'];
const queries = [
  '',
  '',
  '?target=y&epochs=2',
  '?target=y&epochs=2&hidden=3',
  '?target=y&epochs=1e9',
  '?target[]=y',
  '?target=__proto__',
  '?hidden=1,2,,3&target=y',
  '?%zz',
  '?target=-1&header=false&epochs=2',
  '?a=b&a=c',
  '?target=%00',
  '?epochs=2&target=y&delimiter=ab',
];
const methods = [
  'POST',
  'POST',
  'POST',
  'POST',
  'POST',
  'GET',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'HEAD',
  'TRACE',
];
const types = [
  'application/json',
  'application/json',
  'application/json',
  'text/csv',
  'text/csv',
  'text/plain',
  'application/json; charset=utf-16',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  '',
  ';',
  'a/b;c="',
];

export function* requests(seed: number, count: number): Generator<Sent> {
  const random = new RandomState(seed);
  const below = (n: number): number => Math.floor(random.random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  for (let i = 0; i < count; i++) {
    yield {
      method: pick(methods),
      path: pick(paths) + pick(queries),
      headers: { 'content-type': pick(types) },
      body: damaged(Buffer.from(pick(bodies)), below(6), below, pick),
    };
  }
}

/** Some bytes changed, cut out, doubled, or replaced by what a parser may not expect. */
function damaged(
  body: Buffer,
  times: number,
  below: (n: number) => number,
  pick: <T>(list: readonly T[]) => T,
): Buffer {
  let bytes = body;
  for (let i = 0; i < times; i++) {
    const [from, to] = [below(bytes.length + 1), below(bytes.length + 1)].sort((a, b) => a - b) as [
      number,
      number,
    ];
    const middle = pick([
      () => Buffer.from([below(256)]),
      () => Buffer.from(pick(tokens)),
      () => Buffer.concat([bytes.subarray(from, to), bytes.subarray(from, to)]),
      () => Buffer.alloc(0),
    ])();
    bytes = Buffer.concat([bytes.subarray(0, from), middle, bytes.subarray(below(2) ? to : from)]);
  }
  return bytes;
}

/** What came back; 0 when the connection was closed without an answer. */
export function send(
  url: string,
  { method, path, headers, body }: Sent,
): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> {
  return new Promise((resolve) => {
    const sent = request(url + path, {
      method,
      headers: { ...headers, 'content-length': body.length },
    });
    sent.on('error', (error) => resolve({ status: 0, headers: {}, body: String(error) }));
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('close', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: text }),
      );
    });
    sent.end(body);
  });
}
