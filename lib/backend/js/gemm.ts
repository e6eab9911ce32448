// Products: native/core/gemm.inl. An element is one chain of multiply-adds in ascending k.
import { float32, float64, operations, type Arithmetic } from '../../base/arithmetic.js';
import type { FloatArray } from '../../base/dtype.js';
import { transposed, type View } from './kernels.js';
import { addRow, addTwoRows, strip, tile } from './micro.js';
import { packRows, PANEL } from './pack.js';

const { fma } = operations;

/** A product with so few rows or columns does without panels: they would cost as much as it. */
const NARROW = 2;

/** As does one with so few terms an element and at least so many columns. */
const SHALLOW = 8;
const LONG = 16;

/** c (M, N) += a (M, K) · b (K, N), row by row from c[at]. */
export function product(n: Arithmetic, a: View, b: View, c: FloatArray, at: number): void {
  if (n.exact) exactly(n, a, b, c, at);
  else if (a.cols <= SHALLOW && b.cols >= LONG && b.colStride === 1) shallow(n, a, b, c, at);
  else if (b.cols <= NARROW) strips(n, a, b, c, at, b.cols, 1);
  else if (a.rows <= NARROW) strips(n, transposed(b), transposed(a), c, at, 1, b.cols);
  else tiles(n, a, transposed(b), c, at);
}

function exactly(n: Arithmetic, a: View, b: View, c: FloatArray, at: number): void {
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.cols; j++, at++) {
      let p = a.offset + i * a.rowStride;
      let q = b.offset + j * b.colStride;
      let element = c[at]!;
      for (let k = 0; k < a.cols; k++, p += a.colStride, q += b.rowStride)
        element = fma(n, a.data[p]!, b.data[q]!, element);
      c[at] = element;
    }
  }
}

/** Row by row of c, two k at a time. */
function shallow(n: Arithmetic, a: View, b: View, c: FloatArray, at: number): void {
  for (let i = 0; i < a.rows; i++, at += b.cols) {
    let p = a.offset + i * a.rowStride;
    let row = b.offset;
    let k = a.cols;
    for (; k > 1; k -= 2, row += 2 * b.rowStride, p += 2 * a.colStride)
      addTwoRows(n, a.data[p]!, a.data[p + a.colStride]!, b.data, row, b.rowStride, c, at, b.cols);
    if (k === 1) addRow(n, a.data[p]!, b.data, row, c, at, b.cols);
  }
}

// Work space, kept: float64 whatever the numbers are, so that one compiled kernel serves all.
let panelsOfA: Float64Array = new Float64Array(0);
let panelOfB: Float64Array = new Float64Array(0);
const tileSums = new Float64Array(PANEL * PANEL);

function atLeast(length: number, array: Float64Array): Float64Array {
  return array.length < length ? new Float64Array(length) : array;
}

function tiles(n: Arithmetic, a: View, bT: View, c: FloatArray, at: number): void {
  const [M, N, K] = [a.rows, bT.rows, a.cols];
  panelsOfA = atLeast((M + PANEL - 1) * K, panelsOfA);
  panelOfB = atLeast(PANEL * K, panelOfB);
  for (let i = 0; i < M; i += PANEL) packRows(a, i, panelsOfA, i * K);
  for (let j = 0; j < N; j += PANEL) {
    packRows(bT, j, panelOfB, 0);
    const cols = Math.min(PANEL, N - j);
    for (let i = 0; i < M; i += PANEL) {
      const rows = Math.min(PANEL, M - i);
      const first = at + i * N + j;
      readTile(c, first, N, rows, cols);
      if (n.single) tile(float32, panelsOfA, i * K, panelOfB, PANEL * K, tileSums);
      else tile(float64, panelsOfA, i * K, panelOfB, PANEL * K, tileSums);
      writeTile(c, first, N, rows, cols);
    }
  }
}

function readTile(c: FloatArray, first: number, N: number, rows: number, cols: number): void {
  for (let r = 0; r < rows; r++) {
    for (let q = 0; q < cols; q++) tileSums[PANEL * r + q] = c[first + r * N + q]!;
  }
}

function writeTile(c: FloatArray, first: number, N: number, rows: number, cols: number): void {
  for (let r = 0; r < rows; r++) {
    for (let q = 0; q < cols; q++) c[first + r * N + q] = tileSums[PANEL * r + q]!;
  }
}

const STRIP = 4;
const stripRows = new Int32Array(STRIP);
const stripSums = new Float64Array(STRIP);

/** Element (i, j) of c lies at c[at + i * cRow + j * cCol]; past the last row a strip repeats that one. */
function strips(
  n: Arithmetic,
  a: View,
  b: View,
  c: FloatArray,
  at: number,
  cRow: number,
  cCol: number,
): void {
  const last = a.rows - 1;
  for (let i = 0; i <= last; i += STRIP) {
    const rows = Math.min(STRIP, a.rows - i);
    for (let r = 0; r < STRIP; r++) stripRows[r] = a.offset + Math.min(i + r, last) * a.rowStride;
    for (let j = 0; j < b.cols; j++) {
      const first = at + i * cRow + j * cCol;
      for (let r = 0; r < rows; r++) stripSums[r] = c[first + r * cRow]!;
      const column = b.offset + j * b.colStride;
      strip(n, a.data, stripRows, a.colStride, b.data, column, b.rowStride, a.cols, stripSums);
      for (let r = 0; r < rows; r++) c[first + r * cRow] = stripSums[r]!;
    }
  }
}
