// What one request may ask for. Some come from the environment.
const { env } = process;

export const limits = {
  /** Body of a prediction, of a training in JSON, and of one in CSV, in bytes. */
  predictBytes: 2 ** 20,
  jsonBytes: 4 * 2 ** 20,
  csvBytes: 16 * 2 ** 20,
  /** Rows of one prediction and of one training. */
  predictRows: 1000,
  rows: 200_000,
  columns: 1000,
  classes: 100,
  hiddenLayers: 3,
  hiddenUnits: 256,
  epochs: 10_000,
  /** Examples held out for the metrics, at most: the model learns from the others. */
  testExamples: 5000,
  /** Until the whole request must have come, and until a training must have ended, in ms. */
  requestMs: seconds('REQUEST_SECONDS', 30),
  trainingMs: seconds('TRAINING_SECONDS', 600),
  /** After SIGTERM, until connections that are still open are cut, in ms. */
  shutdownMs: seconds('SHUTDOWN_SECONDS', 4),
};

function seconds(name, preset) {
  const value = Number(env[name] ?? preset);
  if (value > 0 && value <= 86_400) return value * 1000;
  throw new Error(`${name} must be a number of seconds up to 86400, not ${env[name]}.`);
}
