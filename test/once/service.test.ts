// The example service, over HTTP.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeModule } from './children.js';
import { columns, csv, iris, longTraining, records, upload, wine } from './service/data.js';
import { lacks, Service, type Refusal } from './service/service.js';

const title = lacks.length > 0 ? `service (skipped: ${lacks.join(', ')})` : 'service';

const options = { hidden: [16], epochs: 60, learningRate: 0.01, seed: 3 };
const query = 'target=species&hidden=16&epochs=60&learningRate=0.01&seed=3';
const irisTraining = { ...iris, features: columns, options };

describe.skipIf(lacks.length > 0)(title, { timeout: 120_000 }, () => {
  let folder: string;
  let model: string;
  let service: Service;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'densely-service-'));
    model = join(folder, 'model.safetensors');
    service = await Service.start({ MODEL: model });
  });
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true });
  });

  describe('before the first training', () => {
    it('is healthy and has no model', async () => {
      expect((await service.get('/health')).body).toEqual({
        status: 'ok',
        model: null,
        training: false,
      });
      for (const answer of [
        await service.get<Refusal>('/model'),
        await service.post<Refusal>('/predict', { rows: [[1, 2, 3, 4]] }),
      ]) {
        expect(answer.status).toBe(404);
        expect(answer.body.error).toMatchObject({ code: 'ERR_NO_MODEL', field: null });
      }
    });
  });

  describe('training', () => {
    it('tells its progress in order and at last what came out', async () => {
      const events = [];
      for await (const event of service.train(irisTraining)) events.push(event);
      expect(events.map(({ event }) => event)).toEqual([
        ...Array.from({ length: 60 }, () => 'progress'),
        'done',
      ]);
      const progress = events.slice(0, -1).map(({ data }) => data as Record<string, number>);
      expect(progress.map(({ epoch }) => epoch)).toEqual(progress.map((_, i) => i));
      expect(progress[0]!.cost).toBe(1.3590502351522447);
      expect(progress.at(-1)!.cost).toBe(0.05934863190116933);
      expect(progress.every(({ examplesPerSecond }) => examplesPerSecond! > 0)).toBe(true);
      expect(events.at(-1)!.data).toMatchObject({
        features: columns,
        classes: ['setosa', 'versicolor', 'virginica'],
        parameters: 4 * 16 + 16 + 16 * 3 + 3,
        metrics: { task: 'classification', size: 30, accuracy: 1, cost: 0.04220063135732441 },
      });
      expect((await service.get('/model')).body).toEqual(events.at(-1)!.data);
    });

    it('makes the same model of records and of a CSV upload in pieces', async () => {
      const done = await service.trained({ records, target: 'species', options });
      const request = { path: `/train?${query}`, type: 'text/csv' };
      const streamed = await service.trained(upload(csv, 1), request);
      expect(streamed.metrics).toMatchObject({ size: 30, accuracy: 1 });
      expect(streamed).toEqual({ ...done, trainedAt: expect.any(String) as string });
    });

    it('reads a CSV without a header, and a regression', async () => {
      const lines = Array.from(
        { length: 200 },
        (_, i) => `${i / 100};${(i * 7) % 10};${i / 50 + 1}`,
      );
      const path = '/train?header=false&target=2&delimiter=%3B&task=regression&hidden=&epochs=300';
      const request = { path, type: 'text/csv; charset=utf-8' };
      const { metrics, classes } = await service.trained(upload(lines), request);
      expect(classes).toBeNull();
      expect(metrics).toMatchObject({ task: 'regression', size: 40 });
      const { body } = await service.post('/predict', { rows: [[1, 5]] });
      expect(Object.keys(body)).toEqual(['version', 'predictions']);
      expect((body.predictions as number[])[0]).toBeCloseTo(3, 1);
    });

    it('serves what the saved file predicts', async () => {
      const { version, metrics } = await service.trained({ ...wine, options });
      expect(metrics.accuracy).toBe(34 / 36);
      const { body } = await service.post('/predict', { rows: wine.rows });
      const { stdout } = await nodeModule(`
        const model = await densely.Model.load(${JSON.stringify(model)});
        const rows = ${JSON.stringify(wine.rows)};
        const probabilities = model.probabilities(rows).map((row) => Array.from(row));
        console.log(JSON.stringify({ predictions: model.predict(rows), probabilities }));`);
      expect(body).toEqual({ version, ...(JSON.parse(stdout) as object) });
    });

    it('ends when its client leaves, and the next one may begin', async () => {
      const before = await service.get('/model');
      const leave = new AbortController();
      const events = service.train(longTraining, { signal: leave.signal });
      expect((await events.next()).value).toMatchObject({ event: 'progress' });
      expect((await service.get('/health')).body).toMatchObject({ training: true });
      leave.abort();
      await expect(events.next()).rejects.toThrow('aborted');
      await service.until({ training: false });
      expect(await service.get('/model')).toMatchObject({ body: before.body });
      await service.trained(irisTraining);
    });

    it('refuses a second one at once', async () => {
      const leave = new AbortController();
      const events = service.train(longTraining, { signal: leave.signal });
      await events.next();
      const { status, headers, body } = await service.post<Refusal>('/train', irisTraining);
      expect({ status, retry: headers.get('retry-after') }).toEqual({ status: 503, retry: '5' });
      expect(body.error).toMatchObject({ code: 'ERR_BUSY', field: null });
      leave.abort();
    });

    it('that diverges says so and replaces nothing', async () => {
      const { body } = await service.get('/model');
      const wild = { hidden: [], optimizer: 'sgd', learningRate: 10, batchSize: 100, epochs: 200 };
      await service.until({ training: false });
      const events = [];
      for await (const event of service.train({
        rows: wine.rows,
        targets: wine.rows.map(([a]) => a! * 3),
        task: 'regression',
        options: wild,
      }))
        events.push(event);
      expect(events[0]!.event).toBe('progress');
      expect(events.at(-1)).toMatchObject({
        event: 'error',
        data: { code: 'ERR_DIVERGED', field: 'learningRate' },
      });
      expect((await service.get('/model')).body).toEqual(body);
    });
  });
});
