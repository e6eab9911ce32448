// The registry of tensors, and what goes over it.
import { describe, expect, it } from 'vitest';
import { Dataset, initializeParameters, Matrix, Model, summary, train } from '../../lib/index.js';
import { networkSpec, unitsOf } from '../../lib/network/spec.js';
import {
  checkNetworkSize,
  layersOf,
  numbersAt,
  parameterCount,
  placesOf,
  roleNames,
  storedShape,
} from '../../lib/network/tensors.js';
import { readFile } from '../safetensors.js';

const sizes = [2, 3, 4, 1];
const spec = networkSpec('float32', sizes, ['prelu', 'tanh'], 'binaryCrossEntropy', [], {
  linear: true,
});

describe('the tensors of a 2-3-4-1 network with a linear path', () => {
  it('lie one behind another: W, b and a learnt slope of each layer, then the path', () => {
    const row = (
      name: string,
      file: string,
      role: string,
      [layer, rows, cols, offset]: readonly [number, number, number, number],
      start: number | null,
      decays = start === null,
    ) => ({ name, file, layer, role, rows, cols, offset, start, decays, rate: 1 });
    expect(placesOf(spec)).toEqual([
      row('W1', 'layers.0.weight', 'weight', [1, 3, 2, 0], null),
      row('b1', 'layers.0.bias', 'bias', [1, 3, 1, 6], 0),
      row('alpha1', 'activations.0.weight', 'slope', [1, 1, 1, 9], 0.25),
      row('W2', 'layers.1.weight', 'weight', [2, 4, 3, 10], null),
      row('b2', 'layers.1.bias', 'bias', [2, 4, 1, 22], 0),
      row('W3', 'layers.2.weight', 'weight', [3, 1, 4, 26], null),
      row('b3', 'layers.2.bias', 'bias', [3, 1, 1, 30], 0),
      row('Wx', 'linear.weight', 'linear', [3, 1, 2, 31], 0, true),
    ]);
    expect(parameterCount(spec)).toBe(33);
    expect(unitsOf(spec)).toEqual([2, 3, 4, 1]);
  });

  it('have every role, and each has tensors of its own shape in a file', () => {
    const roles = new Set(placesOf(spec).map(({ role }) => role));
    expect([...roles].sort()).toEqual([...roleNames].sort());
    const shapes = [[3, 2], [3], [1], [4, 3], [4], [1, 4], [1], [1, 2]];
    expect(placesOf(spec).map(storedShape)).toEqual(shapes);
  });

  it('are parts of one flat buffer', () => {
    const flat = Float32Array.from({ length: 33 }, (_, i) => i);
    const [W1, , alpha1] = placesOf(spec).map((place) => numbersAt(flat, place));
    expect([...W1!, ...alpha1!]).toEqual([0, 1, 2, 3, 4, 5, 9]);
  });

  it('are told layer by layer', () => {
    expect(layersOf(spec)).toEqual([
      { layer: 1, inputs: 2, units: 3, activation: 'prelu', weight: 0, bias: 6, slope: 9 },
      { layer: 2, inputs: 3, units: 4, activation: 'tanh', weight: 10, bias: 22 },
      { layer: 3, inputs: 4, units: 1, activation: null, weight: 26, bias: 30, linear: 31 },
    ]);
  });

  it('are the keys of a dictionary, the tensors of a file and the numbers of a summary', () => {
    const net = { activation: ['prelu', 'tanh'] } as const;
    const init = { ...net, dtype: 'float32', linear: true } as const;
    const parameters = initializeParameters(sizes, init);
    expect(Object.keys(parameters)).toEqual(placesOf(spec).map(({ name }) => name));
    const { tensors } = readFile(Model.from(parameters, net).toBytes());
    expect(Object.keys(tensors)).toEqual(placesOf(spec).map(({ file }) => file));
    expect(summary(parameters, net).parameters).toBe(33);
  });
});

describe('a network that is too large', () => {
  const data = Dataset.from(Matrix.from([[1, 2, 3, 4]]), Matrix.from([[0, 1, 0, 1]]));

  it('has more than 2,048 layers, wherever it comes from', async () => {
    const layers = (count: number): number[] => new Array<number>(count).fill(1);
    const deep = networkSpec('float64', layers(2050), [], 'binaryCrossEntropy');
    const says = 'network of 2049 layers; at most 2048 are allowed';
    expect(() => checkNetworkSize('sizes', deep)).toThrow(says);
    await expect(async () => train(data, { hidden: layers(2048), epochs: 1 })).rejects.toThrow(
      says,
    );
    const parameters = initializeParameters(layers(2050));
    expect(() => Model.from(parameters)).toThrow(says);
    expect(() => Model.from(initializeParameters(layers(2049)))).not.toThrow();
  });

  it('learns more than 2 ** 30 numbers', () => {
    const wide = networkSpec('float32', [32767, 32768, 1], ['prelu'], 'binaryCrossEntropy');
    expect(parameterCount(wide)).toBe(2 ** 30 + 32768 + 2);
    const message =
      'sizes makes a 32767-32768-1 network of 1073774594 parameters; at most 1073741824';
    expect(() => checkNetworkSize('sizes', wide)).toThrow(message);
    const most = networkSpec('float32', [32766, 32768 - 1, 1], ['tanh'], 'binaryCrossEntropy');
    expect(checkNetworkSize('sizes', most)).toBe(most);
  });
});
