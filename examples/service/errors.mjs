// Every failure as a status and `{ error: { code, field, message } }`.
import { STATUS_CODES } from 'node:http';
import { DenselyError } from 'densely';

/** A refusal by the service itself; densely's own refusals are DenselyErrors. */
export class ServiceError extends Error {
  constructor(status, code, field, message) {
    super(message);
    Object.assign(this, { status, code, field });
  }
}

export const refusals = {
  busy: () => new ServiceError(503, 'ERR_BUSY', null, 'another training is running: try again'),
  noModel: () => new ServiceError(404, 'ERR_NO_MODEL', null, 'no model yet: POST /train makes one'),
  shutdown: () => new ServiceError(503, 'ERR_SHUTDOWN', null, 'the service is shutting down'),
  clientLeft: () => new ServiceError(499, 'ERR_CLIENT_LEFT', null, 'the client has left'),
  tooLong: () => new ServiceError(503, 'ERR_TIMEOUT', null, 'the training took too long'),
  tooLarge: (field, what) => new ServiceError(413, 'ERR_TOO_LARGE', field, what),
  bad: (field, what) => new ServiceError(400, 'ERR_REQUEST', field, what),
};

/** What Fastify refuses by itself. */
const fastifyErrors = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['ERR_TOO_LARGE', 'body'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['ERR_JSON', 'body'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['ERR_JSON', 'body'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['ERR_CONTENT_TYPE', 'content-type'],
  FST_ERR_BAD_URL: ['ERR_REQUEST', 'url'],
};

/** densely's faults that a request can cause; the others are the service's own. */
const requestFaults = ['ERR_SHAPE', 'ERR_DTYPE', 'ERR_OPTION', 'ERR_DATA', 'ERR_DIVERGED'];

/** densely's argument names that are other fields here. */
const fields = { examples: 'rows', source: 'body', stratify: 'targets' };
/** The same text with the field's name at its beginning; an index stays. */
const fieldOf = (text) => text.replace(/^\w+/, (name) => fields[name] ?? name);

/** Any error as `{ status, code, field, message }`; what is not the request's fault tells nothing. */
export function describe(error) {
  const { code, message } = error;
  if (error instanceof ServiceError) return { ...error, message };
  if (error.validation) return { status: 400, code: 'ERR_REQUEST', ...schemaFault(error) };
  if (error instanceof DenselyError && requestFaults.includes(code)) {
    return { status: 400, code, field: fieldOf(error.argument), message: fieldOf(message) };
  }
  if (error.statusCode >= 400 && error.statusCode < 500) {
    const [name, field] = fastifyErrors[code] ?? ['ERR_REQUEST', 'body'];
    return { status: error.statusCode, code: name, field, message };
  }
  return { status: 500, code: 'ERR_INTERNAL', field: null, message: 'the service failed' };
}

/** The first fault that the schema found: `/rows/3/1` is rows[3][1]. */
function schemaFault({ validation: [fault], validationContext: part = 'body' }) {
  const { missingProperty, additionalProperty } = fault.params;
  const path = fault.instancePath.replace(/\/(\d+)(?=\/|$)/g, '[$1]').replaceAll('/', '.');
  const inside = [path, missingProperty ?? additionalProperty].filter(Boolean).join('.');
  const field = inside.replace(/^\./, '') || part;
  if (missingProperty) return { field, message: `${field} is missing.` };
  if (additionalProperty) return { field, message: `${field} is not known here.` };
  return { field, message: `${field} ${fault.message}, not ${show(fault.data)}.` };
}

function show(value) {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

export function errorBody({ code, field, message }) {
  return { error: { code, field, message } };
}

export function sendError(error, request, reply) {
  const answer = describe(error);
  if (answer.status >= 500 && !(error instanceof ServiceError)) request.log.error(error);
  if (answer.status === 503) reply.header('retry-after', '5');
  // Fastify would close the connection on a client that is still sending, which then never reads this.
  reply.removeHeader('connection');
  return reply.code(answer.status).send(errorBody(answer));
}

/** A path without a route, or a route without this method. */
export function notFound(request, reply) {
  const url = request.url.split('?', 1)[0];
  const allowed = ['GET', 'POST'].filter((method) => request.server.hasRoute({ method, url }));
  const [status, code, field, what] =
    allowed.length === 0
      ? [404, 'ERR_NOT_FOUND', 'url', `there is no ${url.slice(0, 100)}`]
      : [405, 'ERR_METHOD', 'method', `${url} takes ${allowed}, not ${request.method}`];
  if (status === 405) reply.header('allow', allowed.join(', '));
  return reply.code(status).send(errorBody({ code, field, message: `${what}.` }));
}

const connectionFaults = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'ERR_TIMEOUT', 'the request did not come in time.'],
  HPE_HEADER_OVERFLOW: [431, 'ERR_TOO_LARGE', 'the headers are too large.'],
};

/** What comes before there is a request: there is only the socket to answer on. */
export function connectionFault(error, socket) {
  if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy();
  const [status, code, message] = connectionFaults[error.code] ?? [
    400,
    'ERR_REQUEST',
    'this is no HTTP request.',
  ];
  const body = JSON.stringify(errorBody({ code, field: null, message }));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
