// Where there are no files, such as in a browser's page.

function none(): never {
  throw new Error('there are no files here: a bundle for browsers has no file system');
}

export const systemCrc32 = undefined;

/** There are no threads. */
export async function inThread(): Promise<undefined> {
  return undefined;
}

export {
  none as answer,
  none as fileSize,
  none as keepOlder,
  none as pathOfUrl,
  none as reading,
  none as readPieces,
  none as readReused,
  none as replaceFile,
  none as tryReplacing,
  none as unzipped,
};
