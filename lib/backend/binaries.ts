/**
 * Where the package has a binary, by its name below `prebuilds/`. Packing writes this file anew with a case for each
 * that there is: a bundler takes along what `new URL('../../prebuilds/…', import.meta.url)` names.
 */
export function binaryAt(_name: string): URL | undefined {
  return undefined;
}
