// Where there are no files, such as in a browser's page.
import type { Channel } from './channels.js';

function none(): never {
  throw new Error('there are no files here: a bundle for browsers has no file system');
}

export const systemCrc32 = undefined;

/** Nobody can subscribe. */
export function diagnosticsChannel<M>(): Channel<M> {
  return { hasSubscribers: false, publish: () => {} };
}

/** There are no threads. */
export async function inThread(): Promise<undefined> {
  return undefined;
}

export {
  none as answer,
  none as appendToFile,
  none as createFile,
  none as emptyFile,
  none as fileSize,
  none as keepOlder,
  none as makeFolder,
  none as pathIn,
  none as pathOfUrl,
  none as processName,
  none as reading,
  none as readPieces,
  none as readReused,
  none as readText,
  none as replaceFile,
  none as tryReplacing,
  none as unzipped,
};
