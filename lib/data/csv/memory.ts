// What the loops over bytes read and write. V8 compiles the address and the length of a constant array into the
// code, if it has more than 64 bytes and the file does not export it: the bundles, where all of this is one file,
// do not. An array from an argument or a field is checked and looked up again at every turn of a loop, up to two
// times slower. So all readers of a thread share these; nothing may be awaited between filling and reading them.

/** The longest record that is read in place. Pages that nobody touches cost nothing. */
export const LONGEST: number = 2 ** 24;
export const bytes: Uint8Array = new Uint8Array(LONGEST + 64);

/** Numbers and places of words of some records. */
export const CELLS: number = 2 ** 20;
export const cells: Float64Array = new Float64Array(CELLS);
export const codes: Int32Array = new Int32Array(CELLS);

/** What functions return beside a position, and are told beside their arguments: by the places that follow. */
export const state: Int32Array = new Int32Array(32);
/** Fields that were read. */
export const FIELDS = 0;
/** Of a text: its hash, the line breaks in it, whether a quote is out of place. */
export const HASH = 1;
export const BREAKS = 2;
export const MISPLACED = 3;
/** Was a number missing? */
export const HOLED = 4;
export const EXPONENT = 5;
/** The byte between fields. */
export const DELIMITER = 6;
/** Which holes are read as such: 0 none, 1 the empty cell, 2 NA too. */
export const HOLES = 7;

export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const QUOTE = 34;
export const PLUS = 43;
export const MINUS = 45;
export const ZERO = 48;
