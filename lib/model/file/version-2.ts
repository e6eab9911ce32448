// Version 2 of the model file: version 1, and how features and targets are encoded. All texts are JSON.
import type { NetworkSpec } from '../../network/spec.js';
import type { Said } from './description.js';
import type { FileVersion, Metadata } from './version.js';
import { oldLoss, readBehind, version1 } from './version-1.js';

/** The keys of what no reader of version 1 could do without. */
const [FEATURES, TARGETS] = ['encoding', 'targetEncoding'] as const;

export const version2: FileVersion = {
  ...version1,
  number: 2,
  isFor: ({ spec, thresholds, clip }) =>
    thresholds === null && clip === null && !spec.linear && oldLoss(spec.loss) !== undefined,
  keys: [...version1.keys, FEATURES, TARGETS],
  write(description) {
    const { features, targets } = description.encoded;
    return [...version1.write(description), features ?? 'null', targets ?? 'null'];
  },
  read: (metadata) => readEncoded(metadata, version1.readNetwork(metadata)),
};

/** What the keys behind the network say. */
export function readEncoded(metadata: Metadata, spec: NetworkSpec): Said {
  const encoded = { features: textOf(metadata, FEATURES), targets: textOf(metadata, TARGETS) };
  return { ...readBehind(metadata, spec), encoded };
}

function textOf(metadata: Metadata, key: string): string | null {
  const text = metadata.get(key)!;
  return text === 'null' ? null : text;
}
