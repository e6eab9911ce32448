// What a value is by its own account. Not by instanceof: jest and vm contexts have a Date of their own.

/** Is it an instant, of this realm or another? */
export function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}

/** Is it an object with keys of its own: no list, no date, no Map, no Promise? */
export function isKeyed(value: unknown): value is object {
  return Object.prototype.toString.call(value) === '[object Object]';
}
