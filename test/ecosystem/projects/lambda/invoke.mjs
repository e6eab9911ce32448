// In place of the runtime, which imports the handler and hands it an event.
const { handler } = await import('./index.mjs');
const { body } = await handler({ body: '[[2,3],[37,4]]' });
process.stdout.write(body);
