// What a Parquet file says of its columns, and their values.
import type * as Hyparquet from 'hyparquet';
import { DenselyError, show } from '../base/errors.js';
import type { ColumnKind } from '../data/column.js';
import { columnsText } from '../data/kinds.js';
import { ready, type NamedValues } from '../data/named-values.js';
import type { SourcePlan } from '../data/records.js';
import { saidNames } from '../data/roles.js';

/** A column of a file. */
interface ParquetColumn {
  readonly name: string;
  /** None where no column of ours can hold it. */
  readonly kind: ColumnKind | undefined;
  /** What the file calls its type. */
  readonly type: string;
  /** Somebody reads it. */
  readonly isWanted: boolean;
}

/** @throws `ERR_DATA` for two columns of one name, and for a file without rows */
export function wantedColumns(
  peer: typeof Hyparquet,
  metadata: Hyparquet.FileMetaData,
  { roles, told }: SourcePlan,
): readonly ParquetColumn[] {
  if (metadata.num_rows === 0n) throw wrong('has no rows: at least one is needed');
  const asked = new Set(saidNames(roles));
  return peer.parquetSchema(metadata).children.map(({ element, children }, _, all) => {
    const { name } = element;
    if (all.filter((other) => other.element.name === name).length > 1)
      throw wrong(`has two columns named ${show(name)}: rename one of them`);
    const isSkipped = told.get(name)?.kind === 'skip';
    const isWanted = asked.has(name) || (roles.features === undefined && !isSkipped);
    const isFlat = children.length === 0 && element.repetition_type !== 'REPEATED';
    return { name, kind: isFlat ? kindOf(element) : undefined, type: typeOf(element), isWanted };
  });
}

function wrong(what: string): DenselyError {
  return new DenselyError('ERR_DATA', 'source', `source ${what}.`);
}

function typeOf(element: Hyparquet.SchemaElement): string {
  const { type, converted_type, logical_type } = element;
  return logical_type?.type ?? converted_type ?? type ?? 'a structure';
}

const kinds: Readonly<Record<string, ColumnKind>> = {
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIMESTAMP: 'date',
  TIMESTAMP_MILLIS: 'date',
  TIMESTAMP_MICROS: 'date',
  INT96: 'date',
  UTF8: 'category',
  STRING: 'category',
  ENUM: 'category',
  UUID: 'category',
  BYTE_ARRAY: 'category',
};

const numbers = /^(U?INT_(8|16|32|64)|INTEGER|INT32|INT64|FLOAT|FLOAT16|DOUBLE|DECIMAL)$/;

function kindOf(element: Hyparquet.SchemaElement): ColumnKind | undefined {
  const type = typeOf(element);
  return kinds[type] ?? (numbers.test(type) ? 'number' : undefined);
}

type File = Pick<Hyparquet.ParquetReadOptions, 'file' | 'metadata' | 'compressors'>;

/** The columns that somebody reads. */
export async function parquetValues(
  peer: typeof Hyparquet,
  file: File,
  columns: readonly ParquetColumn[],
): Promise<NamedValues> {
  const size = Number(file.metadata!.num_rows);
  const wanted = columns.filter(({ isWanted }) => isWanted);
  for (const column of wanted) if (!column.kind) throw otherType(column);
  const lists = new Map(wanted.map(({ name }) => [name, new Array<unknown>(size).fill(null)]));
  await peer.parquetRead({
    ...file,
    columns: [...lists.keys()],
    onChunk: ({ columnName, columnData, rowStart }) => {
      const list = lists.get(columnName)!;
      for (let i = 0; i < columnData.length; i++) list[rowStart + i] = columnData[i] ?? null;
    },
  });
  const byName = new Map(columns.map((column) => [column.name, column]));
  return {
    argument: 'source',
    namedBy: 'source',
    names: [...byName.keys()],
    size,
    values: (name) => ready(lists.get(name)!),
    said: (name) => ({ kind: byName.get(name)!.kind }),
    holes: { only: [] },
  };
}

function otherType({ name, type }: ParquetColumn): DenselyError {
  return wrong(
    `has a column ${show(name)} of the type ${type}, which is no kind of column here. Leave it out: columns: ${columnsText(name, 'skip')}`,
  );
}
