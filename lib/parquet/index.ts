/**
 * Tables of Parquet files: `import { readParquet } from 'densely/parquet'`, with the optional package `hyparquet`.
 *
 * @module densely/parquet
 */
export { readParquet, type ParquetSource } from './read.js';
