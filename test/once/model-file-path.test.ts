// Version 4 of the model file: a network with a linear path.
import { describe, expect, it } from 'vitest';
import type { DType } from '../../lib/base/dtype.js';
import { partsFromBytes, partsToBytes } from '../../lib/model/file.js';
import type { ModelParts } from '../../lib/model/parts.js';
import type { Loss } from '../../lib/network/losses.js';
import { networkSpec } from '../../lib/network/spec.js';
import { parameterCount } from '../../lib/network/tensors.js';
import { draws, numbers } from '../oracles.js';
import { RandomState } from '../../lib/index.js';
import { bits, sampleParts } from '../parts.js';
import { refusedWith } from '../refusals.js';
import { joined, partsOfFile, readFile, seal } from '../safetensors.js';

function partsOf(loss: Loss, lossNumbers: readonly number[], dtype: DType): ModelParts {
  const sizes = [3, 2, 2];
  const { parts } = sampleParts({ sizes, dtype, output: 'identity', scale: 'standard' });
  const spec = networkSpec(dtype, sizes, ['prelu'], loss, lossNumbers, { linear: true });
  const parameters = numbers(dtype, draws(dtype, parameterCount(spec), new RandomState(8)));
  return { ...parts, spec, parameters };
}

describe.each<[Loss, readonly number[]]>([
  ['squared', []],
  ['huber', [0.3]],
])('%s', (loss, lossNumbers) => {
  it.each(['float32', 'float64'] as const)('%s: comes back bit for bit', (dtype) => {
    const parts = partsOf(loss, lossNumbers, dtype);
    const bytes = partsToBytes(parts);
    const back = partsFromBytes(bytes);
    expect(back.spec).toEqual(parts.spec);
    expect(bits(back)).toBe(bits(parts));
    expect(partsToBytes(back)).toEqual(bytes);
    const { metadata, tensors } = readFile(bytes);
    expect([metadata.version, metadata.encoding]).toEqual(['4', 'null']);
    expect(metadata.network).toBe(
      `{"dtype":"${dtype}","sizes":[3,2,2],"activations":["prelu"],"loss":"${loss}","lossNumbers":${JSON.stringify(lossNumbers)},"linear":true}`,
    );
    const last = Object.keys(tensors).at(-1)!;
    expect([last, tensors[last]!.shape]).toEqual(['linear.weight', [2, 3]]);
    expect(Array.from(tensors[last]!.numbers)).toEqual(Array.from(parts.parameters.slice(-6)));
  });
});

describe('a network of version 4 is refused', () => {
  const { text, data } = partsOfFile(partsToBytes(partsOf('squared', [], 'float32')));
  const quoted = (part: string): string => JSON.stringify(part).slice(1, -1);
  const changed = (from: string, to: string): Uint8Array => {
    expect(text).toContain(from);
    return seal(
      joined(
        text.replace(from, () => to),
        data,
      ),
    );
  };
  const inner = (from: string, to: string): Uint8Array => changed(quoted(from), quoted(to));

  it.each([
    ['without its path', inner(',"linear":true', ''), ',"linear":true}'],
    ['that says it has none', inner('"linear":true', '"linear":false'), ',"linear":true}'],
    ['with a word for it', inner('"linear":true', '"linear":"yes"'), ',"linear":true}'],
    [
      'without hidden layers',
      inner('"sizes":[3,2,2],"activations":["prelu"]', '"sizes":[3,2],"activations":[]'),
      'linear already',
    ],
    ['with another name', changed('"linear.weight"', '"linear.wright"'), 'tensor linear.weight'],
    ['with another shape', changed('"shape":[2,3]', '"shape":[3,2]'), 'shape [2,3]'],
    ['of version 3', changed('"version":"4"', '"version":"3"'), 'must have }'],
    ['of a newer version', changed('"version":"4"', '"version":"9"'), 'version 9'],
  ])('%s', async (_, bytes, says) => {
    const { code, message } = await refusedWith(() => partsFromBytes(bytes));
    expect(code).toBe('ERR_MODEL_FILE');
    expect(message).toContain(says);
  });
});
