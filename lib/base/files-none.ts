// Where there are no files, such as in a browser's page.

function none(): never {
  throw new Error('there are no files here: a bundle for browsers has no file system');
}

export {
  none as readChecked,
  none as parseCsv,
  none as readPieces,
  none as replaceFile,
  none as unzipped,
};
