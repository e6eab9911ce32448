// A function: its model is trained when it starts, and answers each event.
import { backend, Dataset, train } from 'densely';

const rows = Array.from({ length: 40 }, (_, i) => [i, (7 * i) % 11]);
const labels = rows.map(([x]) => (x < 20 ? 'low' : 'high'));
const model = await train(Dataset.from(rows, labels), { hidden: [8], epochs: 300, seed: 1 });

export async function handler({ body }) {
  const answer = model.predict(JSON.parse(body));
  return { statusCode: 200, body: `${backend().name} ${JSON.stringify(answer)}\n` };
}
