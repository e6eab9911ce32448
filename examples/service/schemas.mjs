// What the bodies and the queries look like. Values of columns are left to densely, whose messages
// name the row and the column.
import { limits } from './limits.mjs';

const row = { type: 'array', minItems: 1, maxItems: limits.columns, items: { type: 'number' } };
const name = { type: 'string', minLength: 1, maxLength: 200 };
const task = { enum: ['classification', 'regression'] };
const whole = (minimum, maximum) => ({ type: 'integer', minimum, maximum });
const closed = (properties) => ({ type: 'object', additionalProperties: false, properties });

export const predictBody = {
  ...closed({ rows: { type: 'array', minItems: 1, maxItems: limits.predictRows, items: row } }),
  required: ['rows'],
};

/** The options of `train` that a client may set; their names and types are checked by densely. */
export const trainOptions = closed({
  hidden: { type: 'array', maxItems: limits.hiddenLayers, items: whole(1, limits.hiddenUnits) },
  activation: { type: 'string' },
  scale: { type: 'string' },
  optimizer: { type: 'string' },
  learningRate: { type: 'number', exclusiveMinimum: 0, maximum: 10 },
  epochs: whole(1, limits.epochs),
  batchSize: whole(1, limits.rows),
  seed: whole(0, 2 ** 32 - 1),
});

const list = { type: 'array', minItems: 1, maxItems: limits.rows };

/** Rows with targets, or records of which one column is the target; which of them, the route asks. */
export const trainBody = {
  ...closed({
    rows: { ...list, items: row },
    targets: list,
    records: { ...list, items: { type: 'object', maxProperties: limits.columns } },
    target: name,
    features: { type: 'array', minItems: 1, maxItems: limits.columns, items: name },
    task,
    options: trainOptions,
  }),
  dependencies: {
    rows: ['targets'],
    targets: ['rows'],
    records: ['target'],
    target: ['records'],
  },
};

/** A query holds only text: a CSV upload says its options there. */
export const trainQuery = closed({
  target: name,
  header: { enum: ['true', 'false'] },
  delimiter: { type: 'string' },
  task,
  hidden: { type: 'string', pattern: '^(\\d+(,\\d+)*)?$' },
  ...Object.fromEntries(
    Object.keys(trainOptions.properties)
      .filter((option) => option !== 'hidden')
      .map((option) => [option, { type: 'string' }]),
  ),
});
