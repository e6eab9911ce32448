import type * as Hyparquet from 'hyparquet';
import type * as Compressors from 'hyparquet-compressors';
import { nothingMore } from '../base/checks.js';
import { abortable } from '../base/cancel.js';
import { DenselyError } from '../base/errors.js';
import { inSlices } from '../base/turns.js';
import { Bytes } from '../data/bytes.js';
import { datasetOf, type Dataset } from '../data/dataset.js';
import {
  datasetPlan,
  sourceOf,
  tablePlan,
  type RecordsOptions,
  type SignalOption,
  type SourcePlan,
  type TableOptions,
} from '../data/records.js';
import { Table } from '../data/table.js';
import { parquetValues, wantedColumns } from './columns.js';

/**
 * A Parquet file: its path or URL, or its bytes.
 *
 * @example
 * import { type ParquetSource, readParquet } from 'densely/parquet';
 *
 * const source: ParquetSource = new URL('churn.parquet', `file://${process.cwd()}/`);
 * console.log((await readParquet(source)).size); // 3
 */
export type ParquetSource = string | URL | Uint8Array | ArrayBuffer;

/**
 * The columns of a Parquet file, a Dataset where a `target` is named, else a Table. The file says the kinds:
 * numbers and decimals, truth values, texts (categories), dates and timestamps; what is null is missing.
 *
 * Needs the optional package `hyparquet`, which is loaded at the first use; for files that are packed by something
 * else than Snappy `hyparquet-compressors` too.
 *
 * @param options as of `Dataset.fromRecords` and `Table.fromRecords`; `columns` goes before the file's own kinds;
 * `signal`
 * @throws (rejects) `ERR_OPTION` where a package is not installed; `ERR_DATA` for what is no Parquet file, and for
 * a column of lists, structures or bytes that is not skipped; the signal's reason
 *
 * @example
 * import { readParquet } from 'densely/parquet';
 *
 * const data = await readParquet('churn.parquet', { target: 'left' });
 * console.log(data.size, data.features, data.classes); // 3 [ 'age', 'plan' ] [ 'no', 'yes' ]
 */
export function readParquet(
  source: ParquetSource,
  options: RecordsOptions & SignalOption,
): Promise<Dataset>;
export function readParquet(
  source: ParquetSource,
  options?: TableOptions & SignalOption,
): Promise<Table>;
export async function readParquet(
  source: ParquetSource,
  options?: (TableOptions | RecordsOptions) & SignalOption,
): Promise<Table> {
  nothingMore('readParquet()', arguments, 2);
  const isDataset = options !== null && typeof options === 'object' && 'target' in options;
  const plan = isDataset ? datasetPlan(options, 'signal') : tablePlan(options, 'signal');
  plan.signal?.throwIfAborted();
  const own = source instanceof ArrayBuffer ? new Uint8Array(source) : source;
  const file = new Bytes('source', own);
  const table = await abortable(read(file, plan), plan.signal);
  const result = await inSlices(sourceOf(table, plan), plan.signal);
  return isDataset ? datasetOf(result) : Table.of(result);
}

async function read(file: Bytes, plan: SourcePlan): ReturnType<typeof parquetValues> {
  const bytes = await file.whole();
  const peer = await loaded('hyparquet', '', () => import(/* webpackIgnore: true */ 'hyparquet'));
  const buffer = {
    byteLength: bytes.length,
    slice: (from: number, to?: number) => bytes.slice(from, to).buffer,
  };
  try {
    const metadata = await peer.parquetMetadataAsync(buffer);
    const compressors = await compressorsFor(metadata);
    const columns = wantedColumns(peer, metadata, plan);
    return await parquetValues(peer, { file: buffer, metadata, ...compressors }, columns);
  } catch (cause) {
    if (cause instanceof DenselyError) throw cause;
    throw file.error(`it cannot be read as Parquet: ${String((cause as Error).message)}.`, cause);
  }
}

/** Snappy needs no package. */
async function compressorsFor(
  metadata: Hyparquet.FileMetaData,
): Promise<Pick<typeof Compressors, 'compressors'> | undefined> {
  const codecs = metadata.row_groups.flatMap(({ columns }) =>
    columns.map((column) => column.meta_data?.codec),
  );
  const other = codecs.find((codec) => codec !== 'UNCOMPRESSED' && codec !== 'SNAPPY');
  if (other === undefined) return undefined;
  const load = () => import(/* webpackIgnore: true */ 'hyparquet-compressors');
  const { compressors } = await loaded('hyparquet-compressors', ` packed by ${other}`, load);
  return { compressors };
}

async function loaded<T>(peer: string, which: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new DenselyError(
      'ERR_OPTION',
      peer,
      `Parquet files${which} need the package ${peer}, which cannot be loaded: npm install ${peer}.`,
      { cause },
    );
  }
}
