// Version 5 of the model file: version 3, and the probabilities above which something is predicted. All texts are JSON.
import { outputsOf } from '../../network/spec.js';
import { listOrNull } from './version-1.js';
import { version3 } from './version-3.js';
import { readText, type FileVersion } from './version.js';

const THRESHOLDS = 'thresholds';

export const version5: FileVersion = {
  ...version3,
  number: 5,
  isFor: () => true,
  keys: [...version3.keys, THRESHOLDS],
  write: (description) => [...version3.write(description), JSON.stringify(description.thresholds)],
  read(metadata) {
    const said = version3.read(metadata);
    // One more than is right, so that a refusal counts them.
    const most = outputsOf(said.spec) + 1;
    return {
      ...said,
      thresholds: readText(metadata, THRESHOLDS, (text) => listOrNull(text, most)),
    };
  },
};
