// The four routes.
import { refusals } from './errors.mjs';
import { sendEvents } from './events.mjs';
import { readExamples } from './examples.mjs';
import { limits } from './limits.mjs';
import { predictBody, trainBody, trainQuery } from './schemas.mjs';
import { about } from './store.mjs';
import { training } from './training.mjs';

export async function modelRoutes(app, { store, slot }) {
  const served = () => {
    if (!store.served) throw refusals.noModel();
    return store.served;
  };

  app.get('/health', async () => ({
    status: 'ok',
    model: store.served?.version ?? null,
    training: slot.taken,
  }));

  app.get('/model', async () => about(served()));

  const predict = { schema: { body: predictBody }, bodyLimit: limits.predictBytes };
  app.post('/predict', predict, async ({ body: { rows } }) => {
    const { model, version } = served();
    // Of a regression these are the values.
    const outputs = model.probabilities(rows);
    const far = outputs.findIndex((row) => !row.every(Number.isFinite));
    if (far >= 0) throw refusals.bad(`rows[${far}]`, 'this row is too far from the training data.');
    const answer = { version, predictions: model.predict(rows) };
    if (model.classes !== null) answer.probabilities = outputs.map((row) => Array.from(row));
    return answer;
  });
}

/** Apart from the others, which take no CSV. */
export async function trainRoute(app, { store, slot }) {
  app.addContentTypeParser('text/csv', (request, upload, done) => done(null, upload));
  app.decorateRequest('cancelled', null);

  const train = {
    schema: {
      querystring: trainQuery,
      body: { content: { 'application/json': { schema: trainBody } } },
    },
    bodyLimit: limits.jsonBytes,
    // Before the body is read: who comes too early is told so at once.
    onRequest: async (request, reply) => {
      request.cancelled = slot.claim(reply.raw);
    },
  };
  app.post('/train', train, async (request, reply) => {
    const { data, options } = await readExamples(request, request.cancelled);
    return sendEvents(reply, training(data, options, { store, signal: request.cancelled }));
  });
}
