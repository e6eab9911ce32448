// Version 5 of the model file: version 3, or 4 where the network has a linear path, and the probabilities above which
// something is predicted. All texts are JSON.
import { outputsOf } from '../../network/spec.js';
import { listOrNull } from './version-1.js';
import { readEncoded } from './version-2.js';
import { version3 } from './version-3.js';
import { version4 } from './version-4.js';
import { NETWORK, readText, type FileVersion } from './version.js';

const THRESHOLDS = 'thresholds';

export const version5: FileVersion = {
  ...version3,
  number: 5,
  isFor: ({ clip }) => clip === null,
  keys: [...version3.keys, THRESHOLDS],
  write: (description) => [
    ...(description.spec.linear ? version4 : version3).write(description),
    JSON.stringify(description.thresholds),
  ],
  readNetwork(metadata) {
    const isLinear = metadata.get(NETWORK)!.endsWith(',"linear":true}');
    return (isLinear ? version4 : version3).readNetwork(metadata);
  },
  read(metadata) {
    const spec = version5.readNetwork(metadata);
    // One more than is right, so that a refusal counts them.
    const most = outputsOf(spec) + 1;
    const thresholds = readText(metadata, THRESHOLDS, (text) => listOrNull(text, most));
    return { ...readEncoded(metadata, spec), thresholds };
  },
};
