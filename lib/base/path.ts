import { pathOfUrl } from '#files';
import { DenselyError, show, type ErrorCode } from './errors.js';

/** Who takes a path, for refusals. */
interface Taker {
  readonly argument: string;
  readonly code: ErrorCode;
  /** What to do with what is no file of this machine. */
  readonly elsewhere: string;
}

/** Of two letters or more: C: is a drive. */
const SCHEME = /^[a-z][a-z\d+.-]+:\/\//i;

/**
 * The path of a file, given as text or as a URL (`new URL('churn.csv', import.meta.url)`); undefined for
 * what is neither.
 * @throws with the taker's code, for a URL of something else than a file here
 */
export function filePath(value: unknown, taker: Taker): string | undefined {
  const href = hrefOf(value);
  const path = href === undefined ? value : fromUrl(href, taker);
  if (typeof path !== 'string' || path === '') return undefined;
  if (href === undefined && SCHEME.test(path)) throw urlAsText(path, taker);
  return path;
}

/** Not by instanceof: jest and vm contexts have a URL of their own. */
function hrefOf(value: unknown): string | undefined {
  if (Object.prototype.toString.call(value) !== '[object URL]') return undefined;
  const { href } = value as { readonly href: unknown };
  return typeof href === 'string' ? href : undefined;
}

function fromUrl(href: string, taker: Taker): string {
  if (!href.startsWith('file:')) throw elsewhere(href, taker);
  try {
    return pathOfUrl(href);
  } catch (cause) {
    const { argument, code } = taker;
    const message = `${argument} is the URL ${show(href)}, which is no path here: ${(cause as Error).message}.`;
    throw new DenselyError(code, argument, message, { cause });
  }
}

function urlAsText(text: string, taker: Taker): DenselyError {
  if (!/^file:/i.test(text)) return elsewhere(text, taker);
  const { argument, code } = taker;
  const advice = `give a path, or new URL(${show(text)})`;
  return new DenselyError(
    code,
    argument,
    `${argument} is a URL as text, ${show(text)}: ${advice}.`,
  );
}

function elsewhere(url: string, { argument, code, elsewhere: advice }: Taker): DenselyError {
  const message = `${argument} is the URL ${show(url)}, which is no file of this machine. ${advice}`;
  return new DenselyError(code, argument, message);
}
