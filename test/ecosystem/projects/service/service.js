// A service: it trains a model, serves it, and asks itself once.
import { createServer } from 'node:http';
import { backend, Dataset, train } from 'densely';

const rows = Array.from({ length: 40 }, (_, i) => [i, (7 * i) % 11]);
const labels = rows.map(([x]) => (x < 20 ? 'low' : 'high'));

async function start() {
  const model = await train(Dataset.from(rows, labels), { hidden: [8], epochs: 300, seed: 1 });
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    response.end(JSON.stringify(model.predict(JSON.parse(body))));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function main() {
  const server = await start();
  const body = JSON.stringify([
    [2, 3],
    [37, 4],
  ]);
  const answer = await fetch(`http://127.0.0.1:${server.address().port}`, { method: 'POST', body });
  console.log(backend().name, await answer.text());
  server.closeAllConnections();
  server.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
