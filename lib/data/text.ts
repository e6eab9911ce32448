import { DenselyError, show } from '../base/errors.js';

/**
 * Refuses a name or label with a NUL: it comes of damaged or UTF-16 text, and ends the text for half of the
 * programs that read it.
 * @throws `ERR_DATA`
 */
export function checkText(argument: string, text: unknown): void {
  if (typeof text !== 'string' || !text.includes('\0')) return;
  throw new DenselyError(
    'ERR_DATA',
    argument,
    `${argument} holds ${show(text)}, in which there is a NUL (U+0000): no name or label may have one. Is it text in UTF-16, or are they bytes?`,
  );
}
