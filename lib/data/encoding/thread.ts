// A thread that encodes one table.
import { answer } from '#files';
import { answerTo, type EncodingTask } from './table.js';

void answer((task) => answerTo(task as EncodingTask));
