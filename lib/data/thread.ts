// A thread that works on one table: reads it from a CSV file, or encodes it.
import { answer } from '#files';
import { answerTo as readFile, type ThreadTask } from './csv/csv-reader.js';
import { answerTo as encode, type EncodingTask } from './encoding/table.js';

type Task = { readonly csv: ThreadTask } | { readonly encode: EncodingTask };

void answer((told) => {
  const task = told as Task;
  return 'csv' in task ? readFile(task.csv) : encode(task.encode);
});
