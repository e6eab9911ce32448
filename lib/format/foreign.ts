// What a safetensors file of another program holds, in words. Its header may have any form that JSON has.
import { show } from '../base/errors.js';
import { METADATA_KEY, START } from './safetensors.js';

/** What is said of a file of another program. */
export interface Foreign {
  /** Its metadata's format, where it has one. */
  readonly format: unknown;
  /** `"0.weight" F32 [4, 2], …` */
  readonly tensors: string;
}

/** More than this nobody reads. */
const MOST = 12;

/**
 * Undefined where there is no tensor, and for a header that is too long to be read by the way.
 * @param head a file's bytes before its first number
 */
export function foreignIn(head: Uint8Array): Foreign | undefined {
  if (head.length > START) return undefined;
  const header = parsed(new TextDecoder().decode(head.subarray(8)));
  const tensors = Object.entries(header).flatMap(([name, said]) => tensorText(name, said));
  if (tensors.length === 0) return undefined;
  const metadata = fieldsOf(header[METADATA_KEY]);
  const more = tensors.length > MOST ? `, … (${tensors.length})` : '';
  return { format: metadata.format, tensors: tensors.slice(0, MOST).join(', ') + more };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

function tensorText(name: string, said: unknown): string[] {
  const { dtype, shape } = fieldsOf(said);
  if (typeof dtype !== 'string' || !Array.isArray(shape)) return [];
  const lengths = shape
    .slice(0, 8)
    .map((n) => (typeof n === 'number' ? n : '?'))
    .join(', ');
  return [`${show(name)} ${dtype.slice(0, 16)} [${lengths}]`];
}
