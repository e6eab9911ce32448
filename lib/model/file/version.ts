import { Scanner } from '../../format/scanner.js';
import type { NetworkSpec } from '../../network/spec.js';
import type { Description, Said } from './description.js';

/** Texts of a model file's metadata by their keys. */
export type Metadata = ReadonlyMap<string, string>;

/** A version of the model file: how its metadata say what a model is. */
export interface FileVersion {
  readonly number: number;
  /** What its metadata always have behind the network, in this order. */
  readonly keys: readonly string[];
  /** The texts of the network and these keys. */
  readonly write: (description: Description) => readonly string[];
  /** Is it the version for what is described? */
  readonly isFor: (description: Description) => boolean;
  /** Of metadata that may end behind the network. */
  readonly readNetwork: (metadata: Metadata) => NetworkSpec;
  readonly read: (metadata: Metadata) => Said;
}

/** What the metadata of every version begin with, so that any densely can tell them apart. */
export const FIRST_KEYS: readonly string[] = ['format', 'version', 'checksum'];

/** The key behind them, in every version too: what the network is says how much more there may be. */
export const NETWORK = 'network';

/** The key, behind all others, of how cells are read; without it nothing is known of that. */
export const READING = 'reading';

/** The label of the positive class, where of two classes it is not the second. */
export const POSITIVE = 'positive';

/** What the logits were divided by, where they were: it changes nothing of what is predicted. */
export const TEMPERATURE = 'temperature';

/** What `take` reads of the text of a key, which must be all of it. */
export function readText<T>(metadata: Metadata, key: string, take: (text: Scanner) => T): T {
  const text = new Scanner(metadata.get(key)!, `metadata ${key}`);
  const value = take(text);
  text.end();
  return value;
}
