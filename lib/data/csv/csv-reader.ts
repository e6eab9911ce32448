// Tables of CSV texts: one reader, in turns of the event loop or in a thread of its own.
import { inThread } from '#files';
import { answerOf, TABLE_THREAD, valueOf, type ThreadAnswer } from '../../base/thread-answer.js';
import { turn } from '../../base/turns.js';
import { Problems } from './problems.js';
import { TextReader } from './read.js';
import type { CsvTable, PathOrText, TableRequest } from './request.js';
import { lineReader } from './lines.js';
import type { ReadTable } from './result.js';
import { openInput } from './source.js';

/** Bytes between two turns, and those that a thread reads at once. */
const TURN = 2 ** 16;
const THREAD = 2 ** 18;

/** Longer files are worth a thread, which takes a tenth of a second to start. */
const LONG = 2 ** 22;

/** What a thread is told. */
export interface ThreadTask {
  readonly path: string;
  readonly request: TableRequest;
}

/**
 * Reads the columns that are asked for.
 * @throws `ERR_DATA` for what cannot be read or used, with line and column, up to 20 problems at once
 * @throws `ERR_OPTION` for a column that is not there, where the header must be said, and with a question
 */
export async function readTable(source: PathOrText, request: TableRequest): Promise<CsvTable> {
  const { lines, ...table } = await readSomewhere(source, request);
  return { ...table, lineOf: lineReader(lines) };
}

async function readSomewhere(source: PathOrText, request: TableRequest): Promise<ReadTable> {
  const problems = new Problems(typeof source === 'string' ? source : undefined);
  const input = await openInput(source, { ...request.format, most: TURN }, problems);
  if (typeof source === 'string' && input.size !== undefined && input.size >= LONG) {
    const csv: ThreadTask = { path: source, request };
    const answer = (await inThread(TABLE_THREAD, { csv })) as ThreadAnswer<ReadTable> | undefined;
    if (answer) return valueOf(answer);
  }
  return new TextReader(request, problems, turn).read(input);
}

/** In the thread. */
export function answerTo({ path, request }: ThreadTask): Promise<ThreadAnswer<ReadTable>> {
  return answerOf(async () => {
    const problems = new Problems(path);
    const input = await openInput(path, { ...request.format, most: THREAD }, problems);
    return new TextReader(request, problems, async () => {}).read(input);
  });
}
