// What the library tells others of the same process, who know nothing but a name: monitors, tracers.
import { diagnosticsChannel } from '#files';
import { clock } from './clock.js';

/** A channel of `node:diagnostics_channel`. */
export interface Channel<M> {
  /** Where it is false, nothing is measured and no message is made. */
  readonly hasSubscribers: boolean;
  readonly publish: (message: M) => void;
}

/**
 * What the channel `densely:predict` tells of each call that has given predictions.
 *
 * @example
 * import { subscribe } from 'node:diagnostics_channel';
 * import { datasets, type PredictMessage, train } from 'densely';
 *
 * const model = await train(datasets.moons(), { epochs: 5, seed: 1 });
 * subscribe('densely:predict', (message) => {
 *   const { verb, rows, ms } = message as PredictMessage;
 *   console.log(verb, rows, ms < 1000); // predict 2 true
 * });
 * model.predict([[0, 1], [1, 0]]);
 */
export interface PredictMessage {
  /** The method of the model. */
  readonly verb:
    | 'predict'
    | 'predictAsync'
    | 'predictInto'
    | 'probabilities'
    | 'probabilitiesAsync'
    | 'quantiles'
    | 'quantilesAsync';
  /** Examples that were predicted. */
  readonly rows: number;
  /** From the call to its answer, milliseconds. */
  readonly ms: number;
  /** What did the arithmetic. */
  readonly backend: 'native' | 'js';
  /** Of the file that the model was loaded from; undefined for a model that was trained or made here. */
  readonly checksum: string | undefined;
}

/**
 * What the channel `densely:load` tells of each model that `Model.load` or `Model.fromBytes` has read.
 *
 * @example
 * import { subscribe } from 'node:diagnostics_channel';
 * import { datasets, type LoadMessage, Model, train } from 'densely';
 *
 * await (await train(datasets.moons(), { epochs: 5 })).save('moons.safetensors');
 * subscribe('densely:load', (message) => {
 *   const { path, bytes, checksum } = message as LoadMessage;
 *   console.log(path, bytes > 1000, checksum.length); // moons.safetensors true 8
 * });
 * await Model.load('moons.safetensors');
 */
export interface LoadMessage {
  /** Undefined for bytes. */
  readonly path: string | undefined;
  /** Length of the file. */
  readonly bytes: number;
  /** That the file has of itself, CRC-32 in hexadecimal. */
  readonly checksum: string;
  /** To read and check it, milliseconds. */
  readonly ms: number;
}

/**
 * What the channel `densely:train` tells: each training's start, its reports, and its end or the error that
 * ended it.
 *
 * @example
 * import { subscribe } from 'node:diagnostics_channel';
 * import { type TrainMessage } from 'densely';
 *
 * const phases: string[] = [];
 * subscribe('densely:train', (message) => phases.push((message as TrainMessage).phase));
 */
export interface TrainMessage {
  /** What the training has come to. */
  readonly phase: 'start' | 'report' | 'end' | 'error';
  /** The same in all messages of a training. */
  readonly id: string;
  /** Of a report: what `onProgress` gets. */
  readonly progress?: object | undefined;
  /** Of an end: as `history.ended` has it. */
  readonly ended?: string | undefined;
  /** What the training rejects with. */
  readonly error?: unknown;
}

export const predictChannel: Channel<PredictMessage> = diagnosticsChannel('densely:predict');
export const loadChannel: Channel<LoadMessage> = diagnosticsChannel('densely:load');
export const trainChannel: Channel<TrainMessage> = diagnosticsChannel('densely:train');

/** When something begins, where somebody wants to know how long it takes. */
export function beginning({ hasSubscribers }: Channel<never>): number | undefined {
  return hasSubscribers ? clock.now() : undefined;
}
