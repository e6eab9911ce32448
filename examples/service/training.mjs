// One training as a story of events.
import { train } from 'densely';
import { limits } from './limits.mjs';
import { about } from './store.mjs';

/** Tells of progress, publishes the model, tells that it is done. An aborted one publishes nothing. */
export async function* training(data, options, { store, signal }) {
  const [fit, test] = data.split({
    test: Math.min(0.2, limits.testExamples / data.size),
    seed: options.seed,
    stratify: data.classes !== null,
  });
  const start = performance.now();
  const run = train(fit, { ...options, signal });
  for await (const { epoch, cost } of run) {
    const seconds = (performance.now() - start) / 1000;
    const examplesPerSecond = Math.round(((epoch + 1) * fit.size) / seconds);
    yield { event: 'progress', data: { epoch, cost, examplesPerSecond } };
  }
  const model = await run;
  signal.throwIfAborted();
  yield {
    event: 'done',
    data: about(await store.publish(model, await model.evaluateAsync(test, { signal }))),
  };
}
