// Errors of the caller, options that are read once, and what is allowed though it looks odd.
import { describe, expect, it } from 'vitest';
import { datasets, forwardPropagation, Matrix, train } from '../../lib/index.js';
import { refusal, wrong } from '../refusals.js';
import {
  b1,
  b2,
  data,
  expectUnchanged,
  input,
  matrixOn,
  model,
  parameters,
  resizable,
  W1,
  W2,
  X,
} from './inputs.js';

expectUnchanged();

describe('the error of somebody else passes through', () => {
  const mine = new Error('mine');

  it('an option getter throws', async () => {
    const options = {
      get epochs(): number {
        throw mine;
      },
    };
    expect(await refusal(() => train(data, options))).toBe(mine);
    expect(
      await refusal(() =>
        datasets.flower(
          wrong({
            get seed() {
              throw mine;
            },
          }),
        ),
      ),
    ).toBe(mine);
  });

  it('a dictionary getter throws', async () => {
    const dictionary = {
      ...parameters,
      get b2(): Matrix {
        throw mine;
      },
    };
    expect(await refusal(() => forwardPropagation(X, dictionary))).toBe(mine);
  });

  it('onProgress throws: the run ends', async () => {
    let calls = 0;
    const onProgress = (): void => {
      calls++;
      throw mine;
    };
    expect(await refusal(() => train(data, { epochs: 50, onProgress }))).toBe(mine);
    expect(calls).toBe(1);
  });

  it('a signal that was aborted before', async () => {
    expect(await refusal(() => train(data, { signal: AbortSignal.abort(mine) }))).toBe(mine);
    const error = await refusal(() => train(data, { signal: AbortSignal.abort() }));
    expect((error as Error).name).toBe('AbortError');
  });

  it('a signal that is aborted during the run, with any reason', async () => {
    for (const reason of [mine, 'enough', 0, null]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 5);
      expect(await refusal(() => train(data, { epochs: 1e9, signal: controller.signal }))).toBe(
        reason,
      );
    }
  });

  it('a signal that is aborted in onProgress, at the last report too', async () => {
    for (const epochs of [50, 1]) {
      const controller = new AbortController();
      const onProgress = () => controller.abort(mine);
      expect(
        await refusal(() => train(data, { epochs, onProgress, signal: controller.signal })),
      ).toBe(mine);
    }
  });
});

describe('each option is read once', () => {
  function counted(values: Record<string, unknown>): {
    object: object;
    reads: Record<string, number>;
  } {
    const reads: Record<string, number> = {};
    const object = {};
    for (const [key, value] of Object.entries(values)) {
      const get = () => {
        reads[key] = (reads[key] ?? 0) + 1;
        return value;
      };
      Object.defineProperty(object, key, { get, enumerable: true });
    }
    return { object, reads };
  }
  const once = (o: object) => Object.fromEntries(Object.keys(o).map((key) => [key, 1]));

  it('of train', async () => {
    const initializer = counted({ normal: 0.1 });
    const options = counted({
      hidden: [2],
      epochs: 2,
      seed: 1,
      batchSize: 8,
      onProgress: () => {},
      initializer: initializer.object,
    });
    await train(data, options.object);
    expect(options.reads).toEqual(once(options.object));
    expect(initializer.reads).toEqual({ normal: 1 });
  });

  it('of split, flower, forwardPropagation and a dictionary', () => {
    const split = counted({ test: 0.5, seed: 1 });
    data.split(wrong(split.object));
    const flower = counted({ size: 40, seed: 1 });
    datasets.flower(flower.object);
    const net = counted({ activation: 'relu', output: 'sigmoid' });
    const dictionary = counted({ W1, b1, W2, b2 });
    forwardPropagation(X, wrong(dictionary.object), net.object);
    for (const { object, reads } of [split, flower, net]) expect(reads).toEqual(once(object));
  });

  it('lists are copied: changing them later changes nothing', async () => {
    const hidden = [3];
    const activation = ['tanh' as const];
    const run = train(data, { hidden, activation, epochs: 2, seed: 1, dtype: 'float64' });
    hidden[0] = 0;
    activation.length = 0;
    const undisturbed = await train(data, {
      hidden: [3],
      activation: 'tanh',
      epochs: 2,
      seed: 1,
      dtype: 'float64',
    });
    expect((await run).history.cost).toEqual(undisturbed.history.cost);
  });
});

describe('what looks odd and is allowed', () => {
  it('shared and resizable buffers that hold what the view says', () => {
    const shared = new Float64Array(new SharedArrayBuffer(32));
    shared.set([1, 2, 3, 4]);
    const grown = matrixOn([1, 2, 3, 4], 2, (buffer) => buffer.resize(64));
    for (const m of [Matrix.of(shared, 2, 2), grown, Matrix.of(resizable([1, 2, 3, 4]), 2, 2)]) {
      expect(m.data).toHaveLength(4);
      expect(m.toArray()).toEqual([
        [1, 2],
        [3, 4],
      ]);
      expect(m.T.toArray()).toEqual([
        [1, 3],
        [2, 4],
      ]);
      expect(forwardPropagation(m, parameters)[0].data).toHaveLength(2);
      expect(model.predict(m)).toHaveLength(2);
    }
  });

  it('predictInto on shared memory', () => {
    const here = new Float64Array(2);
    const there = new Float64Array(new SharedArrayBuffer(16));
    const source = new Float64Array(new SharedArrayBuffer(32));
    source.set(input);
    model.predictInto(input, here);
    model.predictInto(source, there);
    expect([...there]).toEqual([...here]);
  });

  it('options that are undefined, and a caller who does not own a prototype', async () => {
    const options = Object.assign(Object.create(null) as object, {
      epochs: 2,
      seed: undefined,
      signal: undefined,
    });
    expect((await train(data, options)).history.ended).toBe('epochs');
  });
});
