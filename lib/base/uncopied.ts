// Objects whose numbers are private: what copies properties, or writes them as JSON, would lose them.
import { DenselyError } from './errors.js';

let count = 0;

/**
 * Refuses copies of an object by its properties, as `structuredClone`, `postMessage`, `workerData` and
 * `{ ...object }` make them: they meet one that throws. Test runners meet it too, unless what an object
 * calls itself sets it apart: from other objects where it is compared, from plain ones where it is printed.
 *
 * @param advice what to do instead
 */
export function refuseCopies(object: object, name: string, advice: string): void {
  const get = (): never => {
    throw uncopied(name, advice);
  };
  Object.defineProperty(object, name, { get, enumerable: true });
  if (Symbol.toStringTag in object) return;
  Object.defineProperty(object, Symbol.toStringTag, { value: `${name} ${++count}` });
}

/**
 * `toJSON` of such an object. JSON.stringify says under which key; the printers of test runners say
 * nothing and get a text, which is no other's.
 */
export function refuseJson(object: object, key: unknown, name: string, advice: string): string {
  if (key === undefined) return `${Object.prototype.toString.call(object)} ${String(object)}`;
  throw uncopied(name, advice);
}

function uncopied(name: string, advice: string): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    name.toLowerCase(),
    `a ${name} cannot be copied by its properties or written as JSON, which would lose what it holds: ${advice}.`,
  );
}
