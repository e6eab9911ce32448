// A thread that reads one file.
import { answer } from '#files';
import { answerTo, type ThreadTask } from './index.js';

void answer((task) => answerTo(task as ThreadTask));
