// An ONNX file of a dense network, written by hand: protobuf is little more than tagged lengths.
import { layersOf, noise } from './common.mjs';

function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

const number = (field, value) => Buffer.concat([varint(field * 8), varint(value)]);

function part(field, ...contents) {
  const body = Buffer.concat(contents.map((c) => (typeof c === 'string' ? Buffer.from(c) : c)));
  return Buffer.concat([varint(field * 8 + 2), varint(body.length), body]);
}

const FLOAT = 1;

function tensor(name, dims, values) {
  const raw = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return part(5, ...dims.map((d) => number(1, d)), number(2, FLOAT), part(8, name), part(9, raw));
}

function node(type, inputs, output) {
  return part(1, ...inputs.map((name) => part(1, name)), part(2, output), part(4, type));
}

function value(field, name, rows, columns) {
  const shape = part(2, part(1, number(1, rows)), part(1, number(1, columns)));
  return part(field, part(1, name), part(2, part(1, number(1, FLOAT), shape)));
}

/** From `x` (rows, inputs) to `y` (rows, outputs). */
export function onnxModel({ sizes, rows }) {
  const layers = layersOf(sizes);
  const nodes = layers.flatMap((_, l) => {
    const last = l === layers.length - 1;
    const product = node('Gemm', [l === 0 ? 'x' : `a${l}`, `W${l}`, `b${l}`], `z${l}`);
    if (!last) return [product, node('Relu', [`z${l}`], `a${l + 1}`)];
    return [product, node(sizes.at(-1) === 1 ? 'Sigmoid' : 'Softmax', [`z${l}`], 'y')];
  });
  const tensors = layers.flatMap(([from, to], l) => [
    tensor(`W${l}`, [from, to], noise(from * to, 'float32')),
    tensor(`b${l}`, [to], noise(to, 'float32')),
  ]);
  const ends = [value(11, 'x', rows, sizes[0]), value(12, 'y', rows, sizes.at(-1))];
  const graph = part(7, ...nodes, part(2, 'dense'), ...tensors, ...ends);
  return Buffer.concat([number(1, 8), graph, part(8, part(1, ''), number(2, 13))]);
}
