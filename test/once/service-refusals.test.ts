// What the example service refuses, and the field that it names.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columns, csv, iris, records, upload } from './service/data.js';
import { lacks, Service, type Refusal } from './service/service.js';

const title =
  lacks.length > 0 ? `service, refusals (skipped: ${lacks.join(', ')})` : 'service, refusals';

const rows = [[5.1, 3.5, 1.4, 0.2]];
const four = { rows: [[1], [2], [3], [4]], targets: ['a', 'a', 'b', 'b'] };
const nested = `{"rows":${'['.repeat(100_000)}1${']'.repeat(100_000)}}`;

describe.skipIf(lacks.length > 0)(title, () => {
  let service: Service;
  beforeAll(async () => {
    service = await Service.start();
    await service.trained({ ...iris, features: columns, options: { epochs: 5 } });
  });
  afterAll(() => service.stop());

  it.each<[string, string, unknown, string, string | null]>([
    ['no JSON', '/predict', '{"rows": [[1,', 'ERR_JSON', 'body'],
    ['an empty body', '/predict', '', 'ERR_JSON', 'body'],
    ['no object', '/predict', [], 'ERR_REQUEST', 'body'],
    ['no rows', '/predict', {}, 'ERR_REQUEST', 'rows'],
    ['an empty list of rows', '/predict', { rows: [] }, 'ERR_REQUEST', 'rows'],
    ['a row that is no list', '/predict', { rows: [1, 2] }, 'ERR_REQUEST', 'rows[0]'],
    ['an unknown key', '/predict', { rows, row: 1 }, 'ERR_REQUEST', 'row'],
    ['a number too large', '/predict', '{"rows":[[1,2,1e999,4]]}', 'ERR_REQUEST', 'rows[0][2]'],
    ['a float32 too large', '/predict', { rows: [[1e300, 1, 1, 1]] }, 'ERR_DATA', 'rows'],
    ['a number as text', '/predict', { rows: [[1, '2', 3, 4]] }, 'ERR_REQUEST', 'rows[0][1]'],
    ['null', '/predict', { rows: [[1, 2, 3, null]] }, 'ERR_REQUEST', 'rows[0][3]'],
    ['deep brackets', '/predict', nested, 'ERR_REQUEST', 'rows[0][0]'],
    ['__proto__', '/predict', '{"rows":[[1,2,3,4]],"__proto__":{"a":1}}', 'ERR_JSON', 'body'],
    ['constructor', '/predict', '{"constructor":{"prototype":{"a":1}}}', 'ERR_JSON', 'body'],
    ['too many rows', '/predict', { rows: Array(1001).fill(rows[0]) }, 'ERR_REQUEST', 'rows'],
    ['no data', '/train', {}, 'ERR_REQUEST', 'rows'],
    ['rows without targets', '/train', { rows }, 'ERR_REQUEST', 'targets'],
    ['records without target', '/train', { records }, 'ERR_REQUEST', 'target'],
    ['rows and records', '/train', { ...four, records, target: 'a' }, 'ERR_REQUEST', 'rows'],
    ['an unknown target', '/train', { records, target: 'kind' }, 'ERR_OPTION', 'target'],
    ['fewer targets', '/train', { ...four, targets: ['a', 'b'] }, 'ERR_SHAPE', 'targets'],
    [
      'a nested target',
      '/train',
      { ...four, targets: ['a', {}, 'b', 'b'] },
      'ERR_DATA',
      'targets[1]',
    ],
    ['unsaid task', '/train', { ...four, targets: [1, 2, 3, 4] }, 'ERR_OPTION', 'task'],
    ['an unknown task', '/train', { ...four, task: 'clustering' }, 'ERR_REQUEST', 'task'],
    ['one of a class', '/train', { ...four, targets: ['a', 'a', 'b', 'c'] }, 'ERR_DATA', 'targets'],
    ['a ragged row', '/train', { ...four, rows: [[1], [2], [3, 4], [5]] }, 'ERR_DATA', 'rows'],
    [
      'an unknown option',
      '/train',
      { ...four, options: { depth: 2 } },
      'ERR_REQUEST',
      'options.depth',
    ],
    [
      'many epochs',
      '/train',
      { ...four, options: { epochs: 1e9 } },
      'ERR_REQUEST',
      'options.epochs',
    ],
    [
      'wide layers',
      '/train',
      { ...four, options: { hidden: [9999] } },
      'ERR_REQUEST',
      'options.hidden[0]',
    ],
    [
      'an unknown optimizer',
      '/train',
      { ...four, options: { optimizer: 'sgt' } },
      'ERR_OPTION',
      'optimizer',
    ],
    ['a large batch', '/train', { ...four, options: { batchSize: 99 } }, 'ERR_OPTION', 'batchSize'],
  ])('%s', async (_, path, sent, code, field) => {
    const { status, body } = await service.post<Refusal>(path, sent);
    expect({ status, ...body.error }).toEqual({
      status: 400,
      code,
      field,
      message: expect.any(String) as string,
    });
  });

  it.each([
    ['no target', '', csv, 'ERR_REQUEST', 'target'],
    ['an unknown column', 'target=kind', csv, 'ERR_OPTION', 'target'],
    ['an unknown option', 'target=species&depth=1', csv, 'ERR_REQUEST', 'depth'],
    ['an option twice', 'target=species&epochs=1&epochs=2', csv, 'ERR_REQUEST', 'epochs'],
    ['no number', 'target=species&epochs=many', csv, 'ERR_REQUEST', 'epochs'],
    ['no list', 'target=species&hidden=wide', csv, 'ERR_REQUEST', 'hidden'],
    ['infinity in a column', 'target=species', [...csv, '1,2,inf,4,setosa'], 'ERR_DATA', 'body'],
    ['a short line', 'target=species', [...csv, '1,2'], 'ERR_DATA', 'body'],
    ['nothing', 'target=species', [], 'ERR_DATA', 'body'],
  ])('in CSV: %s', async (_, text, lines, code, field) => {
    const { status, body } = await service.post<Refusal>(
      `/train?${text}`,
      upload(lines),
      'text/csv',
    );
    expect({ status, ...body.error }).toMatchObject({ status: 400, code, field });
  });

  it('of the wrong width is told the features', async () => {
    const rows = [
      [1, 2, 3, 4],
      [1, 2, 3],
    ];
    const { status, body } = await service.post<Refusal>('/predict', { rows });
    expect({ status, ...body.error }).toMatchObject({
      status: 400,
      code: 'ERR_SHAPE',
      field: 'rows[1]',
    });
    const names = columns.map((name) => `"${name}"`).join(', ');
    expect(body.error.message).toBe(
      `rows[1] must be 4 numbers per example (${names}), not 3 numbers.`,
    );
  });

  it('of another content type', async () => {
    for (const [path, type] of [
      ['/predict', 'text/csv'],
      ['/predict', 'text/plain'],
      ['/train', 'application/xml'],
    ] as const) {
      const { status, body } = await service.post<Refusal>(path, 'x', type);
      expect({ status, ...body.error }).toMatchObject({
        status: 415,
        code: 'ERR_CONTENT_TYPE',
        field: 'content-type',
      });
    }
  });

  it('to another address, or with another method', async () => {
    const unknown = await service.get<Refusal>('/models?x=1');
    expect(unknown).toMatchObject({ status: 404, body: { error: { code: 'ERR_NOT_FOUND' } } });
    const wrong = await service.get<Refusal>('/predict');
    expect(wrong).toMatchObject({ status: 405, body: { error: { code: 'ERR_METHOD' } } });
    expect(wrong.headers.get('allow')).toBe('POST');
  });

  it.each([
    ['a prediction', '/predict', 'application/json', 2 ** 20, 'body', '1,2\n'],
    ['a training', '/train', 'application/json', 4 * 2 ** 20, 'body', '1,2\n'],
    ['an upload', '/train?target=y', 'text/csv', 16 * 2 ** 20, 'body', `1,${'2'.repeat(253)}\n`],
    ['the rows of an upload', '/train?target=y', 'text/csv', 2 ** 20, 'rows', '1,2\n'],
  ])('too large: %s', async (_, path, type, bytes, field, text) => {
    const line = text.repeat(2 ** 16 / text.length);
    const { status, body } = await service.post<Refusal>(
      path,
      upload(['x,y', ...Array.from({ length: bytes / 2 ** 16 }, () => line)]),
      type,
    );
    expect({ status, ...body.error }).toMatchObject({
      status: 413,
      code: 'ERR_TOO_LARGE',
      field,
    });
  });
});
