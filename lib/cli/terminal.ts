// How wide what is printed may be, and what is done where it is wider.
import { resolve } from 'node:path';
import { stdout } from 'node:process';
import { pathToFileURL } from 'node:url';
import { wrappedText } from '../base/table.js';

/** Columns of a table: all that it needs where nobody looks at a terminal. */
export function tableWidth(): number {
  return stdout.columns || Infinity;
}

/** Columns of a sentence. */
export function lineWidth(): number {
  return Math.min(stdout.columns || 80, 120);
}

/** Words on lines that fit; a word that is wider has a line of its own. */
export function wrapped(text: string, width: number = lineWidth()): string {
  return wrappedText(text, width);
}

/** Where a file lies: in a terminal as an address that opens. */
export function addressOf(path: string): string {
  return stdout.isTTY ? pathToFileURL(resolve(path)).href : path;
}
