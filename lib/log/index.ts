/**
 * Logs of trainings: `import { csvLog, ndjson, tensorboard } from 'densely/log'`.
 *
 * @module densely/log
 */
export { csvLog } from './csv-log.js';
export type { LogFileOptions } from './line-file.js';
export type { Log, LogOutcome, LogRun, Reported } from './log.js';
export { type LineStream, ndjson } from './ndjson.js';
export { tensorboard } from './tensorboard.js';
