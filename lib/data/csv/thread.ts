// A thread that reads one file.
import { answer } from '#files';
import { answerTo, type ThreadTask } from './csv-reader.js';

void answer((task) => answerTo(task as ThreadTask));
