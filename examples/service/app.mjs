// The service without its process: to be listened to, or tested.
import Fastify, { LogController } from 'fastify';
import { connectionFault, notFound, sendError } from './errors.mjs';
import { limits } from './limits.mjs';
import { modelRoutes, trainRoute } from './routes.mjs';
import { Slot } from './slot.mjs';
import { Store } from './store.mjs';

/** @param options `modelPath`: where the model is kept, or a `store` of it; `logger`: as Fastify takes it */
export async function buildApp({ modelPath, store = new Store(modelPath), logger = false } = {}) {
  const slot = new Slot();
  await store.load();

  const app = Fastify({
    logger,
    // A line for each of a thousand requests a second costs more than the predictions.
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: limits.requestMs,
    http: {
      requestTimeout: limits.requestMs,
      headersTimeout: limits.requestMs,
      connectionsCheckingInterval: 500,
    },
    return503OnClosing: false,
    // A number in quotes is not a number, and an unknown key is a mistake.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, verbose: true } },
    frameworkErrors: sendError,
    clientErrorHandler: connectionFault,
  });
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler(sendError);
  app.setNotFoundHandler(notFound);
  closeConnections(app, slot);
  app.register(modelRoutes, { store, slot });
  app.register(trainRoute, { store, slot });
  return app;
}

/** While the service shuts down each connection ends with its answer, and the training with its client told. */
function closeConnections(app, slot) {
  let closing = false;
  // A connection that has not asked for anything yet counts as busy in Node.
  const silent = new Set();
  app.server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  app.server.on('request', ({ socket }) => silent.delete(socket));
  app.addHook('preClose', async () => {
    closing = true;
    slot.close();
    for (const socket of silent) socket.destroy();
  });
  app.addHook('onSend', async (request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}
