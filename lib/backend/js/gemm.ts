// Products: native/core/gemm.inl. An element is one chain of multiply-adds in ascending k.
import { float32, float64, operations, type Arithmetic } from '../../base/arithmetic.js';
import type { FloatArray } from '../../base/dtype.js';
import { columns, rowsOf, transposed, type View } from './kernels.js';
import { addRow, addTwoRows, strip, tile } from './micro.js';
import { packRows, PANEL } from './pack.js';
import { isDue, pauseAfter, PIECE } from './pieces.js';

const { fma } = operations;

/** A product with so few rows or columns does without panels: they would cost as much as it. */
const NARROW = 2;

/** As does one with so few terms an element and at least so many columns. */
const SHALLOW = 8;
const LONG = 16;

/** Terms an element that are added at a time. */
const DEEP = 4096;

/** c (M, N) += a (M, K) · b (K, N): at once where that is little. To be called with `yield*`. */
export function product(n: Arithmetic, a: View, b: View, c: View): Iterable<void> {
  if (a.cols > DEEP) return deep(n, a, b, c);
  if (n.exact) return inBlocks(exactly, n, a, b, c);
  if (a.cols <= SHALLOW && b.cols >= LONG && b.colStride === 1 && c.colStride === 1)
    return inBlocks(shallow, n, a, b, c);
  if (b.cols <= NARROW) return inBlocks(strips, n, a, b, c);
  if (a.rows <= NARROW) return inBlocks(strips, n, transposed(b), transposed(a), transposed(c));
  return tiles(n, a, transposed(b), c);
}

function* deep(n: Arithmetic, a: View, b: View, c: View): Generator<void> {
  for (let k = 0; k < a.cols; k += DEEP) {
    const to = Math.min(a.cols, k + DEEP);
    yield* product(n, columns(a, k, to), rowsOf(b, k, to), c);
  }
}

type Kernel = (n: Arithmetic, a: View, b: View, c: View) => void;

/** A product whose kernel needs nothing made ready. */
function inBlocks(kernel: Kernel, n: Arithmetic, a: View, b: View, c: View): Iterable<void> {
  const work = a.rows * a.cols * b.cols;
  if (work > PIECE) return blockByBlock(kernel, n, a, b, c);
  kernel(n, a, b, c);
  return pauseAfter(work);
}

function* blockByBlock(kernel: Kernel, n: Arithmetic, a: View, b: View, c: View): Generator<void> {
  const [M, N, K] = [a.rows, b.cols, a.cols];
  const width = Math.min(N, Math.floor(PIECE / K));
  const height = Math.min(M, Math.max(1, Math.floor(PIECE / (K * width))));
  for (let j = 0; j < N; j += width) {
    for (let i = 0; i < M; i += height) {
      const [row, col] = [Math.min(M, i + height), Math.min(N, j + width)];
      kernel(n, rowsOf(a, i, row), columns(b, j, col), columns(rowsOf(c, i, row), j, col));
      if (isDue((row - i) * (col - j) * K)) yield;
    }
  }
}

function exactly(n: Arithmetic, a: View, b: View, c: View): void {
  for (let i = 0; i < a.rows; i++) {
    let at = c.offset + i * c.rowStride;
    for (let j = 0; j < b.cols; j++, at += c.colStride) {
      let p = a.offset + i * a.rowStride;
      let q = b.offset + j * b.colStride;
      let element = c.data[at]!;
      for (let k = 0; k < a.cols; k++, p += a.colStride, q += b.rowStride)
        element = fma(n, a.data[p]!, b.data[q]!, element);
      c.data[at] = element;
    }
  }
}

/** Row by row of c, two k at a time. */
function shallow(n: Arithmetic, a: View, b: View, c: View): void {
  const step = b.rowStride;
  for (let i = 0, at = c.offset; i < a.rows; i++, at += c.rowStride) {
    let p = a.offset + i * a.rowStride;
    let row = b.offset;
    let k = a.cols;
    for (; k > 1; k -= 2, row += 2 * step, p += 2 * a.colStride)
      addTwoRows(n, a.data[p]!, a.data[p + a.colStride]!, b.data, row, step, c.data, at, b.cols);
    if (k === 1) addRow(n, a.data[p]!, b.data, row, c.data, at, b.cols);
  }
}

const STRIP = 4;
const stripRows = new Int32Array(STRIP);
const stripSums = new Float64Array(STRIP);

/** Four rows at a time; past the last row a strip repeats that one. */
function strips(n: Arithmetic, a: View, b: View, c: View): void {
  const last = a.rows - 1;
  for (let i = 0; i <= last; i += STRIP) {
    const rows = Math.min(STRIP, a.rows - i);
    for (let r = 0; r < STRIP; r++) stripRows[r] = a.offset + Math.min(i + r, last) * a.rowStride;
    for (let j = 0; j < b.cols; j++) {
      const first = c.offset + i * c.rowStride + j * c.colStride;
      for (let r = 0; r < rows; r++) stripSums[r] = c.data[first + r * c.rowStride]!;
      const column = b.offset + j * b.colStride;
      strip(n, a.data, stripRows, a.colStride, b.data, column, b.rowStride, a.cols, stripSums);
      for (let r = 0; r < rows; r++) c.data[first + r * c.rowStride] = stripSums[r]!;
    }
  }
}

/** Work space: float64 whatever the numbers are, so that one compiled kernel serves all. */
interface Panels {
  a: Float64Array;
  b: Float64Array;
}

/** What no product uses now. One that pauses keeps its own. */
let spare: Panels | undefined;

function atLeast(length: number, array: Float64Array): Float64Array {
  return array.length < length ? new Float64Array(length) : array;
}

/** Rows of a block of a: panels of at most PIECE numbers, and no block much smaller than others. */
function heightOf(M: number, K: number): number {
  const most = PANEL * Math.max(1, Math.floor(PIECE / (PANEL * K)));
  return PANEL * Math.ceil(M / Math.ceil(M / most) / PANEL);
}

/** A product of panels; the columns of c are neighbours. */
function* tiles(n: Arithmetic, a: View, bT: View, c: View): Generator<void> {
  const [M, N, K] = [a.rows, bT.rows, a.cols];
  const height = heightOf(M, K);
  const panels = spare ?? { a: new Float64Array(0), b: new Float64Array(0) };
  spare = undefined;
  panels.a = atLeast(height * K, panels.a);
  panels.b = atLeast(PANEL * K, panels.b);
  try {
    for (let from = 0; from < M; from += height) {
      const to = Math.min(M, from + height);
      for (let i = from; i < to; i += PANEL) packRows(a, i, panels.a, (i - from) * K);
      if (isDue((to - from) * K)) yield;
      for (let j = 0; j < N; j += PANEL) {
        packRows(bT, j, panels.b, 0);
        tileColumn(n, panels, K, c, from, to, j);
        if (isDue(PANEL * (to - from) * K)) yield;
      }
    }
  } finally {
    spare = panels;
  }
}

const tileSums = new Float64Array(PANEL * PANEL);

/** Columns j … j + 2 of c, whose columns are neighbours, in its rows `from` … `to` − 1. */
function tileColumn(
  n: Arithmetic,
  panels: Panels,
  K: number,
  c: View,
  from: number,
  to: number,
  j: number,
): void {
  const { data, offset, rowStride: step } = c;
  const cols = Math.min(PANEL, c.cols - j);
  for (let i = from; i < to; i += PANEL) {
    const rows = Math.min(PANEL, to - i);
    const first = offset + i * step + j;
    readTile(data, first, step, rows, cols);
    if (n.single) tile(float32, panels.a, (i - from) * K, panels.b, PANEL * K, tileSums);
    else tile(float64, panels.a, (i - from) * K, panels.b, PANEL * K, tileSums);
    writeTile(data, first, step, rows, cols);
  }
}

function readTile(c: FloatArray, first: number, step: number, rows: number, cols: number): void {
  for (let r = 0; r < rows; r++) {
    for (let q = 0; q < cols; q++) tileSums[PANEL * r + q] = c[first + r * step + q]!;
  }
}

function writeTile(c: FloatArray, first: number, step: number, rows: number, cols: number): void {
  for (let r = 0; r < rows; r++) {
    for (let q = 0; q < cols; q++) c[first + r * step + q] = tileSums[PANEL * r + q]!;
  }
}
