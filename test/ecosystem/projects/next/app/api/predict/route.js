// A route handler that trains, and predicts.
import { backend, Dataset, train } from 'densely';

export const dynamic = 'force-dynamic';

const rows = Array.from({ length: 40 }, (_, i) => [i, (7 * i) % 11]);
const labels = rows.map(([x]) => (x < 20 ? 'low' : 'high'));

export async function POST(request) {
  const model = await train(Dataset.from(rows, labels), { hidden: [8], epochs: 300, seed: 1 });
  const answer = JSON.stringify(model.predict(await request.json()));
  return new Response(`${backend().name} ${answer}\n`);
}
