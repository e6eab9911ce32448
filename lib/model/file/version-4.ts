// Version 4 of the model file: version 3, of a network with a linear path. All texts are JSON.
import type { Scanner } from '../../format/scanner.js';
import type { NetworkSpec } from '../../network/spec.js';
import { checkNetwork, saidOf } from './description.js';
import { readEncoded } from './version-2.js';
import { lossIn, version3 } from './version-3.js';
import { NETWORK, readText, type FileVersion } from './version.js';

export const version4: FileVersion = {
  ...version3,
  number: 4,
  isFor: ({ thresholds, clip }) => thresholds === null && clip === null,
  write(description) {
    const [, ...behind] = version3.write(description);
    return [JSON.stringify(saidOf(description.spec)), ...behind];
  },
  readNetwork: (metadata) => readText(metadata, NETWORK, networkIn),
  read: (metadata) => readEncoded(metadata, version4.readNetwork(metadata)),
};

function networkIn(text: Scanner): NetworkSpec {
  const said = lossIn(text);
  text.expect(',"linear":true}');
  return checkNetwork({ ...said, linear: true });
}
