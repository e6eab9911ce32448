// Where there are no files, such as in a browser's page.
export { crc32 } from './checksum.js';

function none(): never {
  throw new Error('there are no files here: a bundle for browsers has no file system');
}

export {
  none as parseCsv,
  none as reading,
  none as readPieces,
  none as replaceFile,
  none as unzipped,
};
