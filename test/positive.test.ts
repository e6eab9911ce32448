// Of two classes the one that is looked for: what it decides, and that it stays with the model.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  Matrix,
  Model,
  session,
  sweep,
  train,
  type ClassificationMetrics,
  type ModelOptions,
  type TrainOptions,
} from '../lib/index.js';
import { readHead } from '../lib/format/safetensors.js';
import { each, refused, wrong } from './refusals.js';

/** p(yes) = sigmoid(x) */
const passing = (more: ModelOptions = {}): Model => {
  const parameters = { W1: Matrix.from([[1]]), b1: Matrix.from([[0]]) };
  return Model.from(parameters, { classes: ['no', 'yes'], ...more }) as Model;
};

const scores = [-3, -2, -0.5, 0, 0.5, 1, 2];
const truth = ['no', 'no', 'yes', 'no', 'no', 'yes', 'yes'];
const data = Dataset.from(
  scores.map((s) => [s]),
  truth,
);

const metadata = (model: Model): ReadonlyMap<string, string> => {
  const bytes = model.toBytes();
  const length = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return readHead(bytes.subarray(0, length)).metadata;
};

describe('the positive class', () => {
  it('is the second where nobody says which', async () => {
    expect(passing().positive).toBe('yes');
    const { positive, precision, recall, f1, classes } = passing().evaluate(
      data,
    ) as ClassificationMetrics;
    // Said to be yes: 0.5, 1, 2, of which two are; three are yes.
    expect([positive, precision, recall, f1]).toEqual(['yes', 2 / 3, 2 / 3, 2 / 3]);
    expect(classes[1]).toEqual({ label: 'yes', precision, recall, f1, support: 3 });
    const model = await train(data, { epochs: 1 });
    expect(model.positive).toBe('yes');
    expect(metadata(model as Model).has('positive')).toBe(false);
  });

  it('is predicted where its probability is above 0.5, and measured', () => {
    const model = passing({ positive: 'no' });
    expect(model.positive).toBe('no');
    expect([passing().predict([0]), model.predict([0])]).toEqual(['no', 'yes']);
    expect(model.predict([[-1e-9], [1e-9]])).toEqual(['no', 'yes']);
    expect(model.probabilities([0])).toEqual(Float64Array.of(0.5, 0.5));
    const { positive, precision, recall, f1, rocAuc, confusion } = model.evaluate(
      data,
    ) as ClassificationMetrics;
    // Said to be no: −3, −2, −0.5, of which two are; four are no. A probability of 0.5 is yes.
    expect([positive, precision, recall]).toEqual(['no', 2 / 3, 0.5]);
    expect(f1).toBeCloseTo(4 / 7, 15);
    expect(confusion).toEqual([
      [2, 2],
      [1, 2],
    ]);
    expect(rocAuc).toBe((passing().evaluate(data) as ClassificationMetrics).rocAuc);
    expect(String(model)).toContain('classes "no", "yes", positive "no"');
    expect(String(passing())).not.toContain('positive');
  });

  it('is kept by a training, a session, a sweep and a file; the parameters are the same', async () => {
    const options = { epochs: 3, seed: 1, hidden: [4] };
    const model = await train(data, { ...options, positive: 'no' });
    const other = await train(data, options);
    expect(model.parameters).toEqual(other.parameters);
    expect(model.positive).toBe('no');
    expect(metadata(model as Model).get('positive')).toBe('"no"');
    const loaded = Model.fromBytes(model.toBytes(), { classes: ['no', 'yes'] });
    expect(loaded.positive).toBe('no');
    expect(loaded.toBytes()).toEqual(model.toBytes());
    expect(loaded.evaluate(data)).toEqual(model.evaluate(data));
    expect((await session(data, { hidden: [2], positive: 'no' })).model().positive).toBe('no');
    const { runs } = await sweep(data, { hidden: [2], epochs: 1, holdout: 0, positive: 'no' });
    expect(runs.map((run) => [run.model.positive, run.train.positive])).toEqual([
      ['no', 'no'],
      ['no', 'no'],
    ]);
  });

  it('of other types of labels, and of data with the classes in another order', async () => {
    const truths = Dataset.from([[0], [1]], [true, false]);
    expect((await train(truths, { epochs: 1, positive: false })).positive).toBe(false);
    expect((await train(truths, { epochs: 1 })).positive).toBe(true);
    const bits = Dataset.from([[0], [1]], [0, 1]);
    const model = await train(bits, { epochs: 1, positive: 0 });
    expect(Model.fromBytes(model.toBytes()).positive).toBe(0);
    const turned = Dataset.from(data.X, truth, { classes: ['yes', 'no'] });
    expect(passing({ positive: 'no' }).evaluate(turned)).toEqual(
      passing({ positive: 'no' }).evaluate(data),
    );
  });

  it('is none of three classes, of values and of labels', async () => {
    const three = await train(Dataset.from([[1], [2], [3]], ['a', 'b', 'c']), { epochs: 1 });
    const scored = three.evaluate(Dataset.from([[1], [2], [3]], ['a', 'b', 'c']));
    expect([three.positive, 'positive' in scored, 'f1' in scored]).toEqual([null, false, false]);
    const values = await train(Dataset.from([[1], [2]], [0.5, 1.5]), { epochs: 1 });
    expect(values.positive).toBe(null);
  });
});

const three = Dataset.from([[1], [2], [3]], ['a', 'b', 'c']);

refused('positive', [
  ...each('ERR_OPTION', (positive) => train(data, wrong<TrainOptions>({ positive, epochs: 1 })), [
    ['yess', 'positive', 'none of the 2 known classes: "no", "yes"', 'the nearest is "yes"'],
    [1, 'positive', 'positive is 1, which is none of the 2 known classes'],
    [null, 'positive', 'positive is null'],
  ]),
  ...each('ERR_OPTION', (o) => passing(wrong<ModelOptions>(o)), [
    [{ positive: 'yse' }, 'positive', 'the nearest is "yes"'],
  ]),
  [
    'three classes',
    () => train(three, { positive: 'a', epochs: 1 }),
    'ERR_OPTION',
    'positive',
    'left out for 3 classes: it is one of two classes, not "a"',
  ],
  [
    'values',
    () => train(Dataset.from([[1], [2]], [0.5, 1.5]), { positive: 1, epochs: 1 }),
    'ERR_OPTION',
    'positive',
    'left out for targets that are no classes',
  ],
]);
