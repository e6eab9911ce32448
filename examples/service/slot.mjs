// One training at a time.
import { refusals } from './errors.mjs';
import { limits } from './limits.mjs';

export class Slot {
  #current;
  #closing = false;

  get taken() {
    return this.#current !== undefined;
  }

  /**
   * Takes the place until the response closes, however it closes.
   * @returns a signal that aborts when the client has left, or the time is up, or the service ends
   */
  claim(response) {
    if (this.#closing) throw refusals.shutdown();
    if (this.taken) throw refusals.busy();
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(refusals.tooLong()), limits.trainingMs);
    this.#current = controller;
    response.once('close', () => {
      clearTimeout(timer);
      controller.abort(refusals.clientLeft());
      this.#current = undefined;
    });
    return controller.signal;
  }

  /** Ends the training that runs, and lets no other begin. */
  close() {
    this.#closing = true;
    this.#current?.abort(refusals.shutdown());
  }
}
