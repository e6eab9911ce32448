// Version 2 of the model file: version 1, and how features and targets are encoded. All texts are JSON.
import type { FileVersion, Metadata } from './version.js';
import { version1 } from './version-1.js';

/** The keys of what no reader of version 1 could do without. */
const [FEATURES, TARGETS] = ['encoding', 'targetEncoding'] as const;

export const version2: FileVersion = {
  ...version1,
  number: 2,
  isFor: (description) => !version1.isFor(description),
  keys: [...version1.keys, FEATURES, TARGETS],
  write(description) {
    const { features, targets } = description.encoded;
    return [...version1.write(description), features ?? 'null', targets ?? 'null'];
  },
  read(metadata) {
    const encoded = { features: textOf(metadata, FEATURES), targets: textOf(metadata, TARGETS) };
    return { ...version1.read(metadata), encoded };
  },
};

function textOf(metadata: Metadata, key: string): string | null {
  const text = metadata.get(key)!;
  return text === 'null' ? null : text;
}
