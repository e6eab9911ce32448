// What the command `densely bench` and the repository's own benchmark share.
export * from './contenders.js';
export * from './counts.js';
export * from './machine.js';
export * from './rows.js';
export * from './run.js';
export * from './tasks.js';
export * from './timing.js';
export { datasetOf, labels, noise, optionsOf } from './work.js';
export { alignedTable } from '../../base/table.js';
