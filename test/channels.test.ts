// What the channels of node:diagnostics_channel tell.
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { beginning, predictChannel, trainChannel } from '../lib/base/channels.js';
import {
  backend,
  datasets,
  Matrix,
  Model,
  train,
  type LoadMessage,
  type PredictMessage,
  type TrainMessage,
} from '../lib/index.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-channels-'));
const path = join(folder, 'moons.safetensors');
let model: Model;

beforeAll(async () => {
  model = await train(datasets.moons(), { hidden: [4], epochs: 2, seed: 1 });
  await model.save(path);
});
afterAll(() => rmSync(folder, { recursive: true }));

let quiet = (): void => {};
afterEach(() => quiet());

/** All messages of a channel until the test's end. */
function heard<M>(name: string): M[] {
  const messages: M[] = [];
  const listen = (message: unknown): void => void messages.push(message as M);
  subscribe(name, listen);
  quiet = () => unsubscribe(name, listen);
  return messages;
}

/** That the file says of itself. */
function checksumIn(file: string): string {
  return /"checksum":"([0-9a-f]{8})"/.exec(readFileSync(file, 'latin1'))![1]!;
}

describe('densely:predict', () => {
  const rows = [
    [0, 1],
    [1, 0],
    [0.5, 0.5],
  ];

  it('tells of each call its rows, time, backend and the checksum of the model', async () => {
    const loaded = await Model.load(path);
    const messages = heard<PredictMessage>('densely:predict');
    const before = performance.now();
    loaded.predict([0, 1]);
    loaded.predict(rows);
    loaded.probabilities(Matrix.from(rows).T);
    loaded.predictInto(new Float32Array(8), new Float32Array(4));
    await loaded.predictAsync(rows);
    await loaded.probabilitiesAsync([0, 1]);
    const most = performance.now() - before;
    expect(messages.map(({ verb, rows: count }) => [verb, count])).toEqual([
      ['predict', 1],
      ['predict', 3],
      ['probabilities', 3],
      ['predictInto', 4],
      ['predictAsync', 3],
      ['probabilitiesAsync', 1],
    ]);
    const sum = messages.reduce((all, { ms }) => all + ms, 0);
    expect(messages.every(({ ms }) => ms >= 0) && sum <= most).toBe(true);
    for (const message of messages) {
      expect(message.backend).toBe(backend().name);
      expect(message.checksum).toBe(checksumIn(path));
    }
  });

  it('knows no checksum of a model that was trained here', () => {
    const messages = heard<PredictMessage>('densely:predict');
    model.predict([0, 1]);
    expect(messages[0]!.checksum).toBe(undefined);
  });

  it('tells of no call that was refused', async () => {
    const messages = heard<PredictMessage>('densely:predict');
    expect(() => model.predict([0, NaN])).toThrow();
    expect(() => model.predictInto(new Float32Array(3), new Float32Array(1))).toThrow();
    await expect(model.predictAsync([[0]])).rejects.toThrow();
    expect(messages).toEqual([]);
  });

  it('changes no answer', () => {
    const answer = model.probabilities(rows);
    heard('densely:predict');
    expect(model.probabilities(rows)).toEqual(answer);
  });
});

describe('densely:load', () => {
  it('tells of a file and of bytes', async () => {
    const messages = heard<LoadMessage>('densely:load');
    await Model.load(path);
    Model.fromBytes(readFileSync(path));
    const [bytes, checksum] = [statSync(path).size, checksumIn(path)];
    expect(messages).toEqual([
      { path, bytes, checksum, ms: expect.any(Number) },
      { path: undefined, bytes, checksum, ms: expect.any(Number) },
    ]);
    expect(messages.every(({ ms }) => ms >= 0)).toBe(true);
  });

  it('tells of nothing that is no model', async () => {
    const messages = heard<LoadMessage>('densely:load');
    await expect(Model.load(join(folder, 'none'))).rejects.toThrow();
    expect(() => Model.fromBytes(new Uint8Array(20))).toThrow();
    expect(messages).toEqual([]);
  });

  it('leaves no mark on what is saved again', async () => {
    const bytes = model.toBytes();
    expect(Model.fromBytes(bytes).toBytes()).toEqual(bytes);
  });
});

describe('a channel', () => {
  it('is that of its name', () => {
    const messages = heard<TrainMessage>('densely:train');
    const message = { phase: 'end', id: 'a1', ended: 'epochs' } as const;
    trainChannel.publish(message);
    expect(messages).toEqual([message]);
    expect(channel('densely:train')).toBe(trainChannel);
  });

  it('takes no time where nobody listens', () => {
    expect(beginning(predictChannel)).toBe(undefined);
    heard('densely:predict');
    expect(beginning(predictChannel)).toBeTypeOf('number');
  });
});
