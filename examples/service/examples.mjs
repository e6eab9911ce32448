// From a request to a Dataset and the options of its training.
import { Dataset } from 'densely';
import { refusals, ServiceError } from './errors.mjs';
import { limits } from './limits.mjs';
import { trainOptions } from './schemas.mjs';

/** @returns `{ data, options }` */
export function readExamples(request, signal) {
  return request.mediaType === 'text/csv' ? readCsv(request, signal) : readJson(request.body);
}

function readJson({ rows, targets, records, target, features, task, options = {} }) {
  if (!rows === !records)
    throw refusals.bad('rows', 'a training takes rows and targets, or records and a target.');
  const data = records
    ? Dataset.fromRecords(records, { target, features, task })
    : Dataset.from(rows, targets, { features, task });
  checkSize(data);
  return { data, options };
}

/** The upload goes to the parser as it comes, and is never held as a whole. */
async function readCsv(request, signal) {
  const { target, header, delimiter, task, ...query } = request.query;
  if (target === undefined) throw refusals.bad('target', 'target names the target column.');
  const options = readOptions(request, query);
  const data = await Dataset.csv(pieces(request.body, signal), {
    target: header === 'false' ? Number(target) : target,
    ...(header && { header: header === 'true' }),
    delimiter,
    task,
  }).catch((error) => {
    // densely tells that the source failed; why, is in its cause.
    throw error.cause instanceof ServiceError ? error.cause : error;
  });
  checkSize(data);
  return { data, options };
}

async function* pieces(upload, signal) {
  let [bytes, lines] = [0, 0];
  try {
    for await (const piece of upload.iterator({ destroyOnReturn: false })) {
      signal.throwIfAborted();
      bytes += piece.length;
      for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1)) lines++;
      if (bytes > limits.csvBytes)
        throw refusals.tooLarge('body', `an upload has at most ${limits.csvBytes} bytes.`);
      if (lines > limits.rows + 1)
        throw refusals.tooLarge('rows', `an upload has at most ${limits.rows} rows.`);
      yield piece;
    }
  } finally {
    // What a client still sends of a refused upload goes nowhere, so that it comes to hear the refusal.
    upload.resume();
  }
}

function checkSize({ size, features, classes }) {
  if (size > limits.rows)
    throw refusals.tooLarge('rows', `${size} rows are more than ${limits.rows}.`);
  if (features.length > limits.columns)
    throw refusals.tooLarge('columns', `${features.length} are more than ${limits.columns}.`);
  if (classes?.length > limits.classes)
    throw refusals.tooLarge(
      'targets',
      `${classes.length} classes are more than ${limits.classes}.`,
    );
}

const numeric = ['learningRate', 'epochs', 'batchSize', 'seed'];

/** A query holds only text; what it says must be what a JSON body may say. */
function readOptions(request, query) {
  const options = Object.entries(query).map(([name, text]) => [name, optionOf(name, text)]);
  const validate = request.compileValidationSchema(trainOptions);
  const read = Object.fromEntries(options);
  if (!validate(read)) throw Object.assign(new Error(), { validation: validate.errors });
  return read;
}

/** Text that is no number stays text, and is refused as such. */
function optionOf(name, text) {
  if (name === 'hidden') return text.split(',').filter(Boolean).map(Number);
  const number = Number(text);
  return numeric.includes(name) && text !== '' && !Number.isNaN(number) ? number : text;
}
