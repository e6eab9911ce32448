// Version 2 of the model file: version 1, and how the features become inputs of the network.
import type { Metadata, FileVersion } from './version.js';
import { version1 } from './version-1.js';

/** The key of what no reader of version 1 could do without. */
const ENCODING = 'encoding';

export const version2: FileVersion = {
  ...version1,
  number: 2,
  isFor: ({ encoded }) => encoded !== null,
  keys: [...version1.keys, ENCODING],
  write: (description) => [...version1.write(description), description.encoded!],
  read: (metadata: Metadata) => ({ ...version1.read(metadata), encoded: metadata.get(ENCODING)! }),
};
