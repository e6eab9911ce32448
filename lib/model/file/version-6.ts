// Version 6 of the model file: version 5, of numbers that are clipped where a scaler shifts and divides them. All texts
// are JSON.
import { version5 } from './version-5.js';
import { readText, type FileVersion } from './version.js';

/** The key of the limit. */
const CLIP = 'clip';

export const version6: FileVersion = {
  ...version5,
  number: 6,
  isFor: () => true,
  keys: [...version5.keys, CLIP],
  write: (description) => [...version5.write(description), JSON.stringify(description.clip)],
  read: (metadata) => ({
    ...version5.read(metadata),
    clip: readText(metadata, CLIP, (text) => text.scalar()),
  }),
};
