// Server-sent events from an async generator of { event, data }.
import { Readable } from 'node:stream';
import { describe, errorBody } from './errors.mjs';

/** The first event decides: a failure before it is an ordinary answer with its status. */
export async function sendEvents(reply, events) {
  const first = await events.next();
  reply.type('text/event-stream').header('cache-control', 'no-store');
  // The connection ends with the events, also while the service shuts down; nginx must not collect them.
  reply.header('connection', 'close').header('x-accel-buffering', 'no');
  return reply.send(Readable.from(frames(first.value, events, reply.log)));
}

async function* frames(first, rest, log) {
  yield frame(first);
  try {
    for await (const event of rest) yield frame(event);
  } catch (error) {
    const answer = describe(error);
    log.info({ code: answer.code }, 'training ended');
    if (answer.status === 500) log.error(error);
    yield frame({ event: 'error', data: errorBody(answer).error });
  }
}

/** JSON has no line breaks, so one data line is enough. */
function frame({ event, data }) {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
