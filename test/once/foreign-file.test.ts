// Safetensors files of other programs: what they hold is told, and what to do with it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasets, logisticRegression, Model } from '../../lib/index.js';
import { about, refusedWith } from '../refusals.js';
import { joined } from '../safetensors.js';
import { root } from './children.js';

const torch = join(root, 'test/cases/data/torch-sequential.safetensors');
const holds =
  'It holds "0.bias" F32 [4], "0.weight" F32 [4, 2], "2.bias" F32 [1], "2.weight" F32 [1, 4].';
const advice =
  'With their numbers Model.from makes a model of a parameter dictionary: { W1: Matrix.of(weight, units, inputs), b1: Matrix.of(bias, units, 1), … }.';

async function saidOf(header: string): Promise<string> {
  const bytes = joined(header.padEnd(Math.ceil(header.length / 8) * 8), new Uint8Array(64));
  const [code, argument, message] = about(await refusedWith(() => Model.fromBytes(bytes)));
  expect([code, argument]).toEqual(['ERR_MODEL_FILE', 'bytes']);
  return message!;
}

const weight = '"w":{"dtype":"F16","shape":[2,3,4],"data_offsets":[0,48]}';

describe('a file of torch', () => {
  const it_is =
    'it is a safetensors file of another program: its format is "pt", not "densely" as in what save and toBytes of a model write.';

  it('is described by load and by fromBytes', async () => {
    expect(about(await refusedWith(() => Model.load(torch)))).toEqual([
      'ERR_MODEL_FILE',
      'path',
      `no model can be loaded from ${JSON.stringify(torch)}: ${it_is} ${holds} ${advice}`,
    ]);
    const bytes = readFileSync(torch);
    expect((await refusedWith(() => Model.fromBytes(bytes))).message).toBe(
      `bytes hold no model: ${it_is} ${holds} ${advice}`,
    );
  });
});

describe('a header', () => {
  it('of any form of JSON is read', async () => {
    expect(await saidOf(`{ "w" : { "shape" : [ 2, 3 ], "dtype" : "BF16" } }`)).toContain(
      'its format is undefined, not "densely" as in what save and toBytes of a model write. It holds "w" BF16 [2, 3]. ',
    );
    expect(await saidOf(`{${weight},"__metadata__":{"format":"np"}}`)).toContain(
      'its format is "np", not "densely" as in what save and toBytes of a model write. It holds "w" F16 [2, 3, 4]. ',
    );
  });

  it('of many tensors is cut short', async () => {
    const many = Array.from({ length: 300 }, (_, i) => weight.replace('w', `w${i}`));
    expect(await saidOf(`{${many.join()}}`)).toContain('"w11" F16 [2, 3, 4], … (300). ');
  });

  it.each([
    ['without a tensor', '{"a":5,"b":null,"c":{"dtype":1,"shape":[]},"d":[]}'],
    ['that is no JSON', `{${weight}`],
    [
      'that is long',
      `{${Array.from({ length: 3000 }, (_, i) => weight.replace('w', `w${i}`)).join()}}`,
    ],
    ['of this program', `{"__metadata__":{"format":"densely", "version":"1"},${weight}}`],
  ])('%s is not described', async (_, header) => {
    expect(await saidOf(header)).not.toContain('It holds');
  });

  it.each([
    [
      'a shape',
      `{"a":{"dtype":"F32","shape":[${'['.repeat(5e4)}${']'.repeat(5e4)}]}}`,
      '"a" F32 [?]',
    ],
    [
      'a name',
      `{"${'n'.repeat(1e5)}":{"dtype":"F32","shape":[1]}}`,
      `"${'n'.repeat(60)}…" F32 [1]`,
    ],
    ['a type', `{"a":{"dtype":"${'F'.repeat(1e5)}","shape":[1]}}`, `"a" ${'F'.repeat(16)} [1]`],
    ['lengths', `{"a":{"dtype":"F32","shape":[${'1,'.repeat(5e4)}1]}}`, '[1, 1, 1, 1, 1, 1, 1, 1]'],
  ])('with %s beyond measure is cut short', async (_, header, said) => {
    const message = await saidOf(header);
    expect(message).toContain(said);
    expect(message.length).toBeLessThan(600);
  });
});

it('a damaged file of this program is called damaged', async () => {
  const bytes = logisticRegression(datasets.moons({ size: 20 })).toBytes();
  bytes[bytes.length - 1]! ^= 1;
  const { message } = await refusedWith(() => Model.fromBytes(bytes));
  expect(message).toContain('it was damaged on its way');
});
