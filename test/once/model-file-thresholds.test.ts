// Version 5 of the model file: thresholds; and the temperature, which any version may have.
import { describe, expect, it } from 'vitest';
import { partsFromBytes, partsToBytes } from '../../lib/model/file.js';
import { bits, sampleParts } from '../parts.js';
import { refusedWith } from '../refusals.js';
import { joined, partsOfFile, readFile, seal } from '../safetensors.js';

const { parts } = sampleParts();
const own = { ...parts, thresholds: [0.1 + 0.2], temperature: 1 / 3 };

it('come back bit for bit', () => {
  const bytes = partsToBytes(own);
  const back = partsFromBytes(bytes);
  expect([back.thresholds, back.temperature, bits(back)]).toEqual([
    own.thresholds,
    own.temperature,
    bits(own),
  ]);
  expect(partsToBytes(back)).toEqual(bytes);
  const { version, thresholds, temperature } = readFile(bytes).metadata;
  expect([version, thresholds, temperature]).toEqual([
    '5',
    '[0.30000000000000004]',
    '0.3333333333333333',
  ]);
});

it('a temperature alone changes no prediction: an older reader may leave it out', () => {
  const { metadata } = readFile(partsToBytes({ ...parts, temperature: 2.5 }));
  expect([metadata.version, metadata.temperature]).toEqual(['1', '2.5']);
  expect(readFile(partsToBytes(parts)).metadata).not.toHaveProperty('temperature');
});

describe('a file is refused', () => {
  const { text, data } = partsOfFile(partsToBytes(own));
  const inner = (from: string, to: string): Uint8Array => {
    expect(text).toContain(from);
    return seal(
      joined(
        text.replace(from, () => to),
        data,
      ),
    );
  };

  it.each([
    [
      'with two thresholds for one output',
      inner('[0.30000000000000004]', '[0.3,0.4]'),
      '1 numbers',
    ],
    ['with many', inner('[0.30000000000000004]', '[0.3,0.4,0.5]'), 'must have ]'],
    ['with none', inner('[0.30000000000000004]', '[]'), '1 numbers'],
    ['with a threshold of 1', inner('[0.30000000000000004]', '[1]'), 'between 0 and 1'],
    ['with a text', inner('[0.30000000000000004]', String.raw`[\"0.3\"]`), 'between 0 and 1'],
    ['with a number of another form', inner('[0.30000000000000004]', '[0.30]'), 'must have'],
    ['without the key', inner(',"thresholds":"[0.30000000000000004]"', ''), 'thresholds'],
    ['with a temperature of 0', inner('0.3333333333333333', '0'), 'above 0'],
    ['with a temperature that is none', inner('"0.3333333333333333"', '"true"'), 'above 0'],
  ])('%s', async (_, bytes, says) => {
    const { code, message } = await refusedWith(() => partsFromBytes(bytes));
    expect([code, message]).toEqual(['ERR_MODEL_FILE', expect.stringContaining(says)]);
  });

  it('that has thresholds for outputs that have none', async () => {
    const three = sampleParts({ sizes: [2, 2, 3], output: 'softmax', classes: ['a', 'b', 'c'] });
    const odd = { ...three.parts, thresholds: [0.3, 0.3, 0.3] };
    const { code, message } = await refusedWith(() => partsToBytes(odd));
    expect([code, message]).toEqual(['ERR_MODEL_FILE', expect.stringContaining('null')]);
  });
});
