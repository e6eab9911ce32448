// A session's state as bytes, which are those of a checkpoint.
import { DenselyError, invalid } from '../../base/errors.js';
import type { Slices } from '../../base/slices.js';
import { inSlices } from '../../base/turns.js';
import { plain, typedName } from '../../base/typed-array.js';
import { joined } from '../../data/pieces.js';
import type { ChunkFrame } from '../chunk.js';
import type { TrainingState } from '../state.js';
import { encodeCheckpoint, readArrays, readCheckpointHead } from './content.js';
import { identityOf, type Identity } from './identity.js';
import { restoreState, savedState } from './state.js';

/** What a session's state holds beside large numbers. */
interface SessionPlace {
  readonly step: number;
  readonly skipped: number;
  readonly learningRate: number;
}

/** Who wrote it: no run, whose checkpoints are no sessions. */
const RUN = 'session';

/**
 * What a state is of: the session's data, options and start.
 * @param start hash of the starting parameters
 */
export function sessionIdentity(
  { options, examples: { x, y, weights } }: ChunkFrame,
  start: string,
): Slices<Identity> {
  return identityOf(options, start, [x, y, weights], []);
}

/** @param learningRate of the next step */
export async function sessionBytes(
  state: TrainingState,
  learningRate: number,
  identity: Identity,
): Promise<Uint8Array> {
  const arrays = await inSlices(savedState(state, undefined, new Map()));
  const { step, skipped } = state;
  const place: SessionPlace = { step, skipped, learningRate };
  const info = { run: RUN, identity: JSON.stringify(identity), state: JSON.stringify(place) };
  const pieces = [...(await inSlices(encodeCheckpoint({ info, arrays })))];
  return joined(
    pieces,
    pieces.reduce((sum, { length }) => sum + length, 0),
  );
}

/**
 * The state in bytes that a session gave.
 * @param state of a session that begins
 * @throws `ERR_CHECKPOINT` for other bytes, and for a session with other data or options
 */
export async function sessionFrom(
  value: unknown,
  state: TrainingState,
  identity: Identity,
): Promise<{ readonly state: TrainingState; readonly learningRate: number }> {
  if (typedName(value) !== 'Uint8Array')
    throw invalid('state', value, 'a Uint8Array that session.state() gave');
  // A caller may write to his own, or take it away.
  const bytes = plain(value as Uint8Array).slice();
  const head = readCheckpointHead(bytes, bytes.length);
  if (head.info.run !== RUN || head.info.identity !== JSON.stringify(identity)) {
    const message =
      'state is of a session with other data, options or start: give it to one that is begun as that was.';
    throw new DenselyError('ERR_CHECKPOINT', 'state', message);
  }
  const arrays = await readArrays(head, async (into, at) => {
    into.set(bytes.subarray(at, at + into.length));
    return into.length;
  });
  const { step, skipped, learningRate } = JSON.parse(head.info.state) as SessionPlace;
  const restored = await inSlices(restoreState(state, arrays, { step, skipped }));
  return { state: restored, learningRate };
}
