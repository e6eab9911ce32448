// Version 3 of the model file: losses that older readers do not know, and the numbers that they take.
import { describe, expect, it } from 'vitest';
import type { DType } from '../../lib/base/dtype.js';
import { partsFromBytes, partsToBytes } from '../../lib/model/file.js';
import type { ModelParts } from '../../lib/model/parts.js';
import type { Loss } from '../../lib/network/losses.js';
import { networkSpec } from '../../lib/network/spec.js';
import { bits, sampleParts } from '../parts.js';
import { refusedWith } from '../refusals.js';
import { joined, partsOfFile, readFile, seal } from '../safetensors.js';

const levels = [0.1, 0.5, 0.9];

function partsOf(loss: Loss, numbers: readonly number[], dtype: DType = 'float32'): ModelParts {
  const sizes = [2, 2, 3];
  const scale = loss === 'poisson' ? 'none' : 'standard';
  const { parts } = sampleParts({ sizes, dtype, output: 'identity', scale });
  const spec = networkSpec(dtype, sizes, ['tanh'], loss, numbers);
  const targets = loss === 'quantiles' ? ['y'] : parts.targets;
  return { ...parts, spec, targets };
}

describe.each<[Loss, readonly number[]]>([
  ['absolute', []],
  ['huber', [0.3]],
  ['poisson', []],
  ['quantiles', levels],
])('%s', (loss, numbers) => {
  it.each(['float32', 'float64'] as const)('%s: comes back bit for bit', (dtype) => {
    const parts = partsOf(loss, numbers, dtype);
    const bytes = partsToBytes(parts);
    const back = partsFromBytes(bytes);
    expect(back.spec).toEqual(parts.spec);
    expect(back.targets).toEqual(parts.targets);
    expect(bits(back)).toBe(bits(parts));
    expect(partsToBytes(back)).toEqual(bytes);
    const { version, network, encoding, targetEncoding } = readFile(bytes).metadata;
    expect([version, encoding, targetEncoding]).toEqual(['3', 'null', 'null']);
    expect(network).toBe(
      `{"dtype":"${dtype}","sizes":[2,2,3],"activations":["tanh"],"loss":"${loss}","lossNumbers":${JSON.stringify(numbers)}}`,
    );
  });
});

it('squared is version 1 still, by the name that it had there', () => {
  const { version, network } = readFile(partsToBytes(partsOf('squared', []))).metadata;
  expect(version).toBe('1');
  expect(network).toContain('"loss":"meanSquaredError"}');
});

describe('a network of version 3 is refused', () => {
  const { text, data } = partsOfFile(partsToBytes(partsOf('quantiles', levels)));
  const inner = (from: string, to: string): Uint8Array => {
    const [before, after] = [from, to].map((part) => JSON.stringify(part).slice(1, -1));
    expect(text).toContain(before);
    return seal(
      joined(
        text.replace(before!, () => after!),
        data,
      ),
    );
  };

  it.each([
    ['with two levels for three outputs', inner('[0.1,0.5,0.9]', '[0.1,0.5]'), '3 numbers'],
    ['with four', inner('[0.1,0.5,0.9]', '[0.1,0.2,0.5,0.9]'), '3 numbers for quantiles'],
    ['with levels that fall', inner('[0.1,0.5,0.9]', '[0.5,0.1,0.9]'), 'loss.quantiles[1]'],
    ['with a level of 1', inner('[0.1,0.5,0.9]', '[0.1,0.5,1]'), 'loss.quantiles[2]'],
    ['with a level as a text', inner('[0.1,0.5,0.9]', '[0.1,"0.5",0.9]'), 'loss.quantiles[1]'],
    ['with a level that is alike', inner('0.5,0.9', '0.5,0.500000001'), 'loss.quantiles[2]'],
    ['with numbers for absolute', inner('"quantiles"', '"absolute"'), '0 numbers for absolute'],
    ['with an unknown loss', inner('"quantiles"', '"hinge"'), 'loss must be one of'],
    ['with the old name', inner('"quantiles"', '"meanSquaredError"'), 'loss must be one of'],
    ['without numbers', inner(',"lossNumbers":[0.1,0.5,0.9]', ''), ',"lossNumbers":'],
    ['with a million', inner('[0.1,0.5,0.9]', `[${'1,'.repeat(1e5)}1]`), 'must have ]'],
    ['with three targets', inner('["y"]', '["y1","y2","y3"]'), 'targets'],
  ])('%s', async (_, bytes, says) => {
    const { code, message } = await refusedWith(() => partsFromBytes(bytes));
    expect(code).toBe('ERR_MODEL_FILE');
    expect(message).toContain(says);
  });

  it('where it says that it is of version 1', async () => {
    const bytes = seal(joined(text.replace('"version":"3"', '"version":"1"'), data));
    const { code, message } = await refusedWith(() => partsFromBytes(bytes));
    expect([code, message]).toEqual(['ERR_MODEL_FILE', expect.stringContaining('loss')]);
  });
});
