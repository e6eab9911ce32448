/** A test that puts a clock of its own in the place of timers (sinon's, and by it jest's and vitest's) marks them. */
function unlessFake<T>(timer: T | undefined): T | undefined {
  return typeof timer === 'function' && 'clock' in timer ? undefined : timer;
}

interface Clock {
  /** Milliseconds of a clock that only goes on. */
  now: () => number;
  /** Milliseconds since 1970. */
  today: () => number;
  setImmediate: ((then: () => void) => unknown) | undefined;
  MessageChannel: typeof MessageChannel | undefined;
  setTimeout: (then: () => void, ms: number) => unknown;
}

/**
 * Clock and timers of the platform as they are when this is loaded. Tests put others in their places, which
 * stand still, jump or never fire: no work may wait for those.
 */
export const clock: Clock = {
  now: performance.now.bind(performance),
  today: Date.now,
  setImmediate: unlessFake<Clock['setImmediate']>(globalThis.setImmediate),
  MessageChannel: globalThis.MessageChannel,
  setTimeout: globalThis.setTimeout,
};
