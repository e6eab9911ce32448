// The process of one trial: what is asked comes as JSON, the answer goes out as JSON.
import { trial, type Asked } from './trial.js';

const answer = await trial(JSON.parse(process.argv[2]!) as Asked);
process.stdout.write(`${JSON.stringify(answer ?? null)}\n`);
