// Files that grow while something goes on; a part of files.ts.
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';

/** Puts text or bytes behind what a file has; makes the file where there is none. */
export function appendToFile(path: string, what: string | Uint8Array): Promise<void> {
  return appendFile(path, what);
}

/** Makes a file; fails with EEXIST where there is one. */
export function createFile(path: string, bytes: Uint8Array): Promise<void> {
  return writeFile(path, bytes, { flag: 'wx' });
}

/** Makes a file of no bytes, or takes those of an old one away. */
export function emptyFile(path: string): Promise<void> {
  return writeFile(path, '');
}

/** Makes a folder, and those around it, where there is none. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
}

/** A file of UTF-8. */
export function readText(path: string): Promise<string> {
  return readFile(path, 'utf8');
}
