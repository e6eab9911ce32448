// Scores, thresholds, calibration and importance on a command line.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dataset, importance, Model, train } from '../../lib/index.js';
import { node, root, type Ended } from './children.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-scores-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const densely = (words: string): Promise<Ended> =>
  node([join(root, 'dist/cli.js'), ...words.split(' ')], { cwd: folder });

const lines = Array.from({ length: 60 }, (_, i) => {
  const [a, b] = [(i * 7) % 11, (i * 5) % 13];
  const word = i % 3 === 0 ? 'free' : 'team';
  return `${word},${a},${b},${a + (i % 4) > 6 ? 'yes' : 'no'}`;
});
writeFileSync(at('c.csv'), ['plan,a,b,left', ...lines].join('\n'));

let model: Model;
let data: Dataset;
beforeAll(async () => {
  data = (await Dataset.csv(at('c.csv'), { target: 'left' })) as Dataset;
  model = (await train(data, { hidden: [6], epochs: 60, seed: 1 })) as Model;
  await model.save(at('m.safetensors'));
});

function narrow(text: string): void {
  for (const line of text.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
}

describe('densely evaluate', () => {
  it('--scores prints log loss, calibration and thresholds', async () => {
    const { code, stdout } = await densely('evaluate m.safetensors c.csv --scores');
    const { logLoss, calibrationError } = model.evaluate(data, { scores: true });
    expect(code).toBe(0);
    expect(stdout).toContain(`log loss ${logLoss!.toFixed(4)}`);
    expect(stdout).toContain(`calibration error ${calibrationError!.toFixed(4)}`);
    expect(stdout).toMatch(/^ +from +precision +recall$/m);
    narrow(stdout);
  });

  it('--json has the points of the curves', async () => {
    const { stdout } = await densely('evaluate m.safetensors c.csv --scores --json');
    const { rocCurve } = model.evaluate(data, { scores: true });
    const printed = JSON.parse(stdout) as { rocCurve: Record<string, number[]> };
    expect(printed.rocCurve.truePositiveRate).toEqual([...rocCurve!.truePositiveRate]);
    expect(printed.rocCurve.threshold![0]).toBeNull();
  });

  it('--threshold measures, and predict predicts, at another one', async () => {
    const { stdout } = await densely('evaluate m.safetensors c.csv --threshold 0.2 --json');
    const { confusion } = model.evaluate(data, { threshold: 0.2 });
    expect((JSON.parse(stdout) as { confusion: unknown }).confusion).toEqual(confusion);
    const predicted = await densely('predict m.safetensors c.csv --threshold 0.2 --json');
    const { predictions } = JSON.parse(predicted.stdout) as { predictions: string[] };
    expect(predictions).toEqual(model.withThreshold(0.2).predict(data.records() as never));
    const wrong = await densely('evaluate m.safetensors c.csv --threshold 1');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--threshold must be')]);
  });
});

describe('densely importance', () => {
  it('prints the columns, the most important first, and as JSON', async () => {
    const { code, stdout } = await densely(
      'importance m.safetensors c.csv --score rocAuc --repeats 3',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^rocAuc \d\.\d{4}; how much worse/);
    expect(stdout).toMatch(/\n\ncolumn +importance +deviation\na /);
    narrow(stdout);
    const json = await densely('importance m.safetensors c.csv --score rocAuc --repeats 3 --json');
    const found = await importance(model, data, { score: 'rocAuc', repeats: 3 });
    expect(JSON.parse(json.stdout)).toEqual(JSON.parse(JSON.stringify(found)));
  });

  it('trains first where there is no model, and refuses a score of the other task', async () => {
    const trained = await densely('importance c.csv --target left --epochs 5 --json');
    expect((JSON.parse(trained.stdout) as { features: unknown[] }).features).toHaveLength(3);
    const wrong = await densely('importance m.safetensors c.csv --score r2');
    expect([wrong.code, wrong.stdout]).toEqual([2, '']);
    expect(wrong.stderr).toContain('no figure of 2 classes');
  });
});

it('densely train --calibrate tells the temperature', async () => {
  const { stdout, code } = await densely(
    'train c.csv --target left --validation 0.4 --epochs 20 --calibrate --out t.safetensors',
  );
  expect(code).toBe(0);
  const { temperature } = (await Model.load(at('t.safetensors'))).history;
  expect(stdout).toContain(`temperature ${Number(temperature!.toPrecision(5))}`);
  const refused = await densely(
    'train c.csv --target left --epochs 2 --calibrate --out u.safetensors',
  );
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('say validation')]);
});

it.each(['roc', 'precision-recall', 'calibration', 'importance'])('draws %s', async (kind) => {
  const { code, stdout } = await densely(`plot ${kind} m.safetensors c.csv --out ${kind}.svg`);
  expect([code, stdout]).toEqual([0, expect.stringContaining(`picture: ${kind}.svg`)]);
});
