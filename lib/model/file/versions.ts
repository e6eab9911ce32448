import { checksumText } from '../../base/checksum.js';
import { DenselyError, invalid, show } from '../../base/errors.js';
import { foreignIn } from '../../format/foreign.js';
import { LONGEST_HEADER, SHORT_HEADER, type Reason } from '../../format/safetensors.js';
import { outputsOf, type NetworkSpec } from '../../network/spec.js';
import type { Description, Said } from './description.js';
import { version1 } from './version-1.js';
import { version2 } from './version-2.js';
import { version3 } from './version-3.js';
import { version4 } from './version-4.js';
import { version5 } from './version-5.js';
import { version6 } from './version-6.js';
import {
  FIRST_KEYS,
  NETWORK,
  POSITIVE,
  READING,
  TEMPERATURE,
  type FileVersion,
  type Metadata,
} from './version.js';

const CODE = 'ERR_MODEL_FILE';
const FORMAT = 'densely';

/** From the oldest on. The number goes up when older readers could not read a new file, or would misread it. */
const versions: readonly FileVersion[] = [
  version1,
  version2,
  version3,
  version4,
  version5,
  version6,
];

/** The metadata of a model file, with a checksum of 0. */
export function writeMetadata(description: Description): Map<string, string> {
  const { number, keys, write } = versions.find(({ isFor }) => isFor(description))!;
  const texts = [FORMAT, `${number}`, checksumText(0), ...write(description)];
  const said = [...FIRST_KEYS, NETWORK, ...keys].map((key, i) => [key, texts[i]!] as const);
  const { reading, positive, temperature } = description;
  return new Map([
    ...said,
    ...(reading === undefined ? [] : [[READING, reading] as const]),
    ...(positive === undefined ? [] : [[POSITIVE, JSON.stringify(positive)] as const]),
    ...(temperature === undefined ? [] : [[TEMPERATURE, JSON.stringify(temperature)] as const]),
  ]);
}

/** What comes first in the header of every model file. */
const BEGINNING = `{"__metadata__":{"format":"${FORMAT}","version":"`;

/** Do a file's first bytes, some dozens of them, say that it is a model of any version? */
export function beginsAsModel(first: Uint8Array): boolean {
  return new TextDecoder().decode(first.subarray(8, 8 + BEGINNING.length)) === BEGINNING;
}

/** Puts the checksum of a file in which its digits are 0 in its first bytes, which begin as its metadata do. */
export function putChecksum(head: Uint8Array, metadata: Metadata, crc: number): void {
  const before = `${BEGINNING}${metadata.get('version')}","checksum":"`;
  head.set(new TextEncoder().encode(checksumText(crc)), 8 + before.length);
}

/** Names need room: a header is long where a network has many. */
export const reason: Reason = {
  key: NETWORK,
  most(metadata) {
    const version = versionOf(metadata);
    checkKeys(metadata, [...FIRST_KEYS, NETWORK]);
    return longestHeader(version.readNetwork(metadata));
  },
};

/** Bytes of a header for each feature and each output, in the mean, with what JSON adds to a name. */
const NAME = 1024;

/** The longest header that a network's file may have. */
export function longestHeader(spec: NetworkSpec): number {
  const names = NAME * (spec.inputs + outputsOf(spec));
  return Math.max(SHORT_HEADER, Math.min(names, LONGEST_HEADER));
}

/**
 * Reads the metadata of a model file.
 * @throws a DenselyError about the first thing that is not said in its version's form
 */
export function readMetadata(metadata: Metadata): Said {
  const version = versionOf(metadata);
  checkKeys(metadata, [...FIRST_KEYS, NETWORK, ...version.keys]);
  return version.read(metadata);
}

/**
 * Which version this densely is to read a file's metadata as.
 * @throws `ERR_MODEL_FILE` for other safetensors files and for newer versions
 */
export function versionOf(metadata: Metadata): FileVersion {
  const format = metadata.get('format');
  if (format !== FORMAT) throw anotherProgram(format);
  const number = metadata.get('version');
  const version = versions.find((each) => `${each.number}` === number);
  if (version) return version;
  const newest = versions.at(-1)!.number;
  const isNumber = number !== undefined && /^[1-9]\d{0,8}$/.test(number);
  if (!isNumber) throw invalid('metadata version', number, `"${newest}"`, CODE);
  throw new DenselyError(
    CODE,
    'metadata version',
    `it has version ${number}, and this densely reads versions up to ${newest}: update densely.`,
  );
}

/**
 * What to say of a file that a model did not write; undefined for one that says it did, or that tells of no
 * tensor.
 */
export function foreignFile(head: Uint8Array): DenselyError | undefined {
  const foreign = foreignIn(head);
  if (foreign === undefined || foreign.format === FORMAT) return undefined;
  return anotherProgram(
    foreign.format,
    ` It holds ${foreign.tensors}. With their numbers Model.from makes a model of a parameter dictionary: { W1: Matrix.of(weight, units, inputs), b1: Matrix.of(bias, units, 1), … }.`,
  );
}

function anotherProgram(format: unknown, more = ''): DenselyError {
  return new DenselyError(
    CODE,
    'metadata format',
    `it is a safetensors file of another program: its format is ${show(format)}, not "${FORMAT}" as in what save and toBytes of a model write.${more}`,
  );
}

/**
 * The keys that a version always has. Others behind them are optional: a newer densely with the same
 * version may write them, and without them a model predicts the same.
 */
function checkKeys(metadata: Metadata, allowed: readonly string[]): void {
  const keys = [...metadata.keys()];
  if (allowed.every((key, i) => keys[i] === key)) return;
  throw invalid('metadata', keys.join(', '), `${allowed.join(', ')}, and others behind them`, CODE);
}
