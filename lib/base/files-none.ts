// Where there are no files, such as in a browser's page.

function none(): never {
  throw new Error('there are no files here: a bundle for browsers has no file system');
}

export const systemCrc32 = undefined;

export {
  none as parseCsv,
  none as pathOfUrl,
  none as reading,
  none as readPieces,
  none as replaceFile,
  none as tryReplacing,
  none as unzipped,
};
