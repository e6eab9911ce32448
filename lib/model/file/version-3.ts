// Version 3 of the model file: version 2, with any loss, and the numbers that it takes. All texts are JSON.
import type { Scanner } from '../../format/scanner.js';
import type { NetworkSpec } from '../../network/spec.js';
import { checkNetwork, saidOf } from './description.js';
import { MOST_LOSS_NUMBERS } from '../../network/loss-option.js';
import { layersIn } from './version-1.js';
import { readEncoded, version2 } from './version-2.js';
import { NETWORK, readText, type FileVersion } from './version.js';

export const version3: FileVersion = {
  ...version2,
  number: 3,
  isFor: ({ thresholds }) => thresholds === null,
  write(description) {
    const [, ...behind] = version2.write(description);
    return [JSON.stringify(saidOf(description.spec)), ...behind];
  },
  readNetwork: (metadata) => readText(metadata, NETWORK, networkIn),
  read: (metadata) => readEncoded(metadata, version3.readNetwork(metadata)),
};

function networkIn(text: Scanner): NetworkSpec {
  const said = layersIn(text);
  const loss = text.string();
  text.expect(',"lossNumbers":');
  const lossNumbers = text.list(MOST_LOSS_NUMBERS + 1);
  text.expect('}');
  return checkNetwork({ ...said, loss, lossNumbers });
}
