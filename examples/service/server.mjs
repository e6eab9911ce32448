// The service as a process.
//   [PORT=8080] [HOST=127.0.0.1] [MODEL=model.safetensors] node examples/service/server.mjs
import { buildApp } from './app.mjs';
import { limits } from './limits.mjs';

const { PORT = '8080', HOST = '127.0.0.1', MODEL, LOG_LEVEL = 'info' } = process.env;

try {
  const app = await buildApp({ modelPath: MODEL, logger: { level: LOG_LEVEL } });
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => shutDown(app, signal));
  await app.listen({ port: Number(PORT), host: HOST });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** The process ends by itself when nothing is left to do. */
async function shutDown(app, signal) {
  app.log.info(`${signal}: shutting down`);
  setTimeout(() => app.server.closeAllConnections(), limits.shutdownMs).unref();
  await app.close();
}
