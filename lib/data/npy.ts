// Arrays of NumPy's files. Source of the format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import type { DenselyError } from '../base/errors.js';
import { Matrix } from '../base/matrix.js';
import type { DType } from '../base/dtype.js';
import { Bytes } from './bytes.js';

/** The array of a file: numbers, truth values or texts, example by example. */
interface NpyArray {
  readonly rows: number;
  readonly cols: number;
  readonly values: Float64Array | readonly boolean[] | readonly string[];
  /** That holds the numbers of the file exactly, where one does. */
  readonly dtype: DType;
  /** Whole numbers that float64 rounds are among them. */
  readonly isRounded: boolean;
  /** What to say of the file. */
  readonly error: (message: string) => DenselyError;
}

interface Header {
  readonly kind: string;
  /** Bytes of a value. */
  readonly size: number;
  readonly isLittle: boolean;
  /** The first index varies fastest. */
  readonly isFortran: boolean;
  readonly shape: readonly number[];
  /** Where the values begin. */
  readonly start: number;
}

/**
 * @param argument what the caller calls it
 * @throws `ERR_DATA` for what is no such file, not whole, or holds what is neither numbers, truth values nor texts
 */
async function readNpy(argument: string, source: unknown): Promise<NpyArray> {
  const file = new Bytes(argument, source);
  const bytes = await file.whole();
  const header = headerOf(file, bytes);
  const { kind, size, shape, start, isFortran } = header;
  const [rows = 1, cols = 1] = shape;
  const [need, is] = [start + rows * cols * size, bytes.length];
  if (is !== need)
    throw file.error(`${is} bytes, but ${shape.join(' × ')} values need ${need}: it is damaged.`);
  const read = reader(header, new DataView(bytes.buffer, bytes.byteOffset, is));
  if (!read) throw file.error(`it holds values of the dtype ${kind}${size}. ${ADVICE}`);
  const at = (i: number): number => (isFortran ? (i % cols) * rows + Math.floor(i / cols) : i);
  const value = (_: unknown, i: number): unknown => read(start + at(i) * size);
  const dtype = kind === 'f' && size === 4 ? 'float32' : 'float64';
  const error = (message: string): DenselyError => file.error(message);
  const of = { rows, cols, dtype, isRounded: false, error } as const;
  const length = rows * cols;
  if (kind === 'U' || kind === 'b')
    return { ...of, values: Array.from({ length }, value) as string[] | boolean[] };
  const values = Float64Array.from({ length }, value as () => number);
  const isRounded = kind !== 'f' && values.some((v) => !Number.isSafeInteger(v));
  return { ...of, isRounded, values };
}

const ADVICE =
  "Whole numbers, float32, float64, truth values and texts ('U') can be read: save X.astype('float32'), or the columns one by one.";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

const DICTIONARY =
  /^\{'descr': '([<>|=])([a-zA-Z])(\d+)', 'fortran_order': (True|False), 'shape': \(((?:\d+,? ?)*)\), \} *\n$/;

function headerOf(file: Bytes, bytes: Uint8Array): Header {
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte))
    throw file.error('this is no .npy file, which begins with \\x93NUMPY.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = bytes[6]!;
  const begin = version === 1 ? 10 : 12;
  const start = begin + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (version < 1 || version > 3 || start > bytes.length)
    throw file.error(`version ${version} of the format, or a header that is not whole.`);
  const text = new TextDecoder('latin1').decode(bytes.subarray(begin, start));
  const [all, order, kind, size, fortran, sizes] = DICTIONARY.exec(text) ?? [];
  if (all === undefined) throw file.error(`its header is ${text.trim().slice(0, 200)}. ${ADVICE}`);
  const shape = sizes!
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  if (shape.length < 1 || shape.length > 2 || shape.includes(0))
    throw file.error(
      `its shape is (${sizes}): one or two sizes are needed, examples and features, neither of them 0.`,
    );
  return {
    kind: kind!,
    // Texts tell their letters, of four bytes each.
    size: Number(size) * (kind === 'U' ? 4 : 1),
    isLittle: order !== '>',
    isFortran: fortran === 'True',
    shape,
    start,
  };
}

type Reader = (at: number) => number | string | boolean;

function reader({ kind, size, isLittle }: Header, view: DataView): Reader | undefined {
  const readers: Readonly<Record<string, Reader>> = {
    f4: (at) => view.getFloat32(at, isLittle),
    f8: (at) => view.getFloat64(at, isLittle),
    i1: (at) => view.getInt8(at),
    i2: (at) => view.getInt16(at, isLittle),
    i4: (at) => view.getInt32(at, isLittle),
    i8: (at) => Number(view.getBigInt64(at, isLittle)),
    u1: (at) => view.getUint8(at),
    u2: (at) => view.getUint16(at, isLittle),
    u4: (at) => view.getUint32(at, isLittle),
    u8: (at) => Number(view.getBigUint64(at, isLittle)),
    b1: (at) => view.getUint8(at) !== 0,
  };
  if (kind === 'U') return (at) => textAt(view, at, size, isLittle);
  return readers[`${kind}${size}`];
}

/** Code points of four bytes, with zeros behind. */
function textAt(view: DataView, at: number, size: number, isLittle: boolean): string {
  let text = '';
  for (let i = at; i < at + size; i += 4) {
    const point = view.getUint32(i, isLittle);
    text += point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
  }
  return text.replace(/\0+$/, '');
}

/** Examples as {@link Dataset.from} takes them, and the dtype that holds them exactly. */
export async function npyExamples(
  source: unknown,
  holes: unknown,
): Promise<{ readonly examples: Matrix | Float64Array[]; readonly dtype: DType }> {
  const { rows, cols, values, dtype, error } = await readNpy('X', source);
  if (typeof values[0] === 'string') throw error('it holds texts, but X is to hold numbers.');
  const numbers = Float64Array.from(values as ArrayLike<number | boolean>, Number);
  if (holes !== true) return { examples: Matrix.of(numbers, rows, cols).T, dtype };
  const row = (_: unknown, j: number): Float64Array => numbers.subarray(j * cols, (j + 1) * cols);
  return { examples: Array.from({ length: rows }, row), dtype };
}

/** One target per example, or several numbers each. */
export async function npyTargets(
  source: unknown,
  task: unknown,
): Promise<NpyArray['values'] | Matrix> {
  const { rows, cols, values, isRounded, error } = await readNpy('y', source);
  if (isRounded && task === 'classification')
    throw error(
      'it holds whole numbers beyond 2^53, which become one another as numbers: save y.astype(str) for classes.',
    );
  if (cols === 1) return values;
  if (values instanceof Float64Array) return Matrix.of(values, rows, cols).T;
  throw error(`it holds ${cols} labels for each example: of labels there is one.`);
}
