// Where tests find data: fixtures/, which is part of the repository, and local/, which git ignores.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a JSON file of fixtures/ holds. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'));
}

/** Files of local/: their paths, and where one is absent a note for the title of the test that needs it. */
export function localFiles(...names: string[]): { paths: string[]; lacks: string } {
  const paths = names.map((name) => fileURLToPath(new URL(`local/${name}`, import.meta.url)));
  const absent = names.filter((_, i) => !existsSync(paths[i]!)).map((name) => `test/local/${name}`);
  return { paths, lacks: absent.length > 0 ? ` (skipped, needs ${absent.join(', ')})` : '' };
}
