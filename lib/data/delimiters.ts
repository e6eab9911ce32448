const NAMES: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
};

/** What separates the fields of a text, in words. */
export function separatedBy(delimiter: string): string {
  return `fields separated by ${NAMES[delimiter] ?? JSON.stringify(delimiter)}`;
}
