// Version 3 of the model file: version 2, with any loss, and the numbers that it takes. All texts are JSON.
import type { Scanner } from '../../format/scanner.js';
import type { NetworkSpec } from '../../network/spec.js';
import { checkNetwork, saidOf, type SaidOfNetwork } from './description.js';
import { MOST_LOSS_NUMBERS } from '../../network/loss-option.js';
import { layersIn } from './version-1.js';
import { readEncoded, version2 } from './version-2.js';
import { NETWORK, readText, type FileVersion } from './version.js';

export const version3: FileVersion = {
  ...version2,
  number: 3,
  isFor: ({ spec, thresholds, clip }) => thresholds === null && clip === null && !spec.linear,
  write(description) {
    const [, ...behind] = version2.write(description);
    const { linear: _, ...said } = saidOf(description.spec);
    return [JSON.stringify(said), ...behind];
  },
  readNetwork: (metadata) => readText(metadata, NETWORK, networkIn),
  read: (metadata) => readEncoded(metadata, version3.readNetwork(metadata)),
};

function networkIn(text: Scanner): NetworkSpec {
  const said = lossIn(text);
  text.expect('}');
  return checkNetwork({ ...said, linear: false });
}

/** A network's text as far as the numbers of its loss. */
export function lossIn(text: Scanner): Omit<SaidOfNetwork, 'linear'> {
  const said = layersIn(text);
  const loss = text.string();
  text.expect(',"lossNumbers":');
  return { ...said, loss, lossNumbers: text.list(MOST_LOSS_NUMBERS + 1) };
}
