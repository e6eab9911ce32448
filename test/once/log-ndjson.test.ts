import { PassThrough, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ndjson } from '../../lib/log/index.js';
import { errorOf, logged, reports, run } from './logs.js';

/** A stream that keeps what it gets; `take` may be slow, or fail. */
function sink(take: (text: string) => Promise<void> | void = () => {}): Writable & { got: string } {
  const stream = new Writable({
    decodeStrings: false,
    write: async (text: string, _, done) => {
      try {
        await take(text);
        own.got += text;
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
  const own = Object.assign(stream, { got: '' });
  return own;
}

describe('ndjson of a stream', () => {
  it('writes the keys of each report as JSON, a line each, and leaves the stream open', async () => {
    const stream = sink();
    await logged(ndjson(stream), reports);
    expect(
      stream.got
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(reports);
    expect([stream.writableEnded, stream.listenerCount('error')]).toEqual([false, 0]);
  });

  it('says null for numbers that are not finite', async () => {
    const stream = sink();
    await logged(ndjson(stream), [{ epoch: 0, step: 1, cost: NaN, rate: Infinity }]);
    expect(stream.got).toBe('{"epoch":0,"step":1,"cost":null,"rate":null}\n');
  });

  it('waits for a reader: no more than it holds is ever written ahead', async () => {
    const stream = new PassThrough({ highWaterMark: 300, encoding: 'utf8' });
    let told = 0;
    const log = ndjson(stream);
    await log.begin(run());
    const training = (async () => {
      for (const report of reports) {
        await log.report(report);
        told++;
      }
    })();
    await wait(20);
    const ahead = told;
    expect(ahead).toBeLessThan(reports.length);
    let got = '';
    stream.on('data', (text: string) => (got += text));
    await training;
    expect(got.split('\n')).toHaveLength(reports.length + 1);
  });

  it('has one line under way', async () => {
    let [under, most] = [0, 0];
    const stream = sink(async () => {
      most = Math.max(most, ++under);
      await wait(1);
      under--;
    });
    await logged(ndjson(stream), reports);
    expect([most, stream.got.split('\n').length]).toEqual([1, reports.length + 1]);
  });

  it('fails the training with a stream that fails, and nothing else', async () => {
    const cause = new Error('the line is dead');
    let lines = 0;
    const log = ndjson(sink(() => (++lines === 3 ? Promise.reject(cause) : undefined)));
    const error = await errorOf(() => logged(log, reports));
    expect([error.code, error.argument, error.message, error.cause]).toEqual([
      'ERR_LOG',
      'log',
      'ndjson(stream) cannot be written: the line is dead.',
      cause,
    ]);
    expect(lines).toBe(3);
    await log.end({ ended: 'failed', error });
    // An error that nobody listens to would end the process.
    await wait(5);
  });

  it.each([
    ['destroyed', (stream: Writable) => stream.destroy()],
    ['destroyed by an error', (stream: Writable) => stream.destroy(new Error('reset'))],
    ['ended', (stream: Writable) => stream.end()],
  ])('fails with a stream that is %s between two reports', async (_, close) => {
    const stream = sink();
    const log = ndjson(stream);
    await log.begin(run());
    await log.report(reports[0]!);
    close(stream);
    await wait(5);
    const error = await errorOf(() => log.report(reports[1]!));
    expect([error.code, error.argument]).toEqual(['ERR_LOG', 'log']);
    await log.end({ ended: 'failed', error });
    await wait(5);
  });

  it('has no options', async () => {
    const error = await errorOf(() => ndjson(sink(), { overwrite: true }));
    expect([error.code, error.argument]).toEqual(['ERR_OPTION', 'options']);
  });
});
