/**
 * Data, training, models, and the exercise's verbs: `import { Dataset, train } from 'densely'`.
 *
 * @module densely
 */

// Data
export { Matrix } from './base/matrix.js';
export type { Row } from './base/rows.js';
export type { DType, FloatArray } from './base/dtype.js';
export { Dataset } from './data/dataset.js';
export {
  type DatasetOptions,
  type KFoldOptions,
  type PartingOptions,
  type SplitOptions,
  type ValidationSplitOptions,
} from './data/dataset-options.js';
export {
  type Column,
  type ColumnKind,
  type ColumnOptions,
  type DateFormat,
  type ImputeOption,
  type ScaleName,
  type ScaleOption,
} from './data/column.js';
export { type CellValue } from './data/frame.js';
export { type Schema, type SchemaColumn } from './data/schema.js';
export type { SchemaRole } from './data/advice.js';
export type { TargetScale } from './data/encoding/target.js';
export type { Extra } from './model/example-cells.js';
export { Table } from './data/table.js';
export type { Customer } from './data/churn.js';
export {
  readColumns,
  type ColumnsOptions,
  type CsvEncoding,
  type CsvFormat,
  type CsvOptions,
  type CsvTableOptions,
  type CsvSource,
} from './data/csv.js';
export type { ArqueroTable, ArrowTable } from './data/arrow.js';
export type { ShapedArray } from './data/examples.js';
export type { IdxOptions } from './data/idx.js';
export type { ColumnLists } from './data/named-values.js';
export type {
  Records,
  RecordsOptions,
  RecordStream,
  SignalOption,
  TableOptions,
} from './data/records.js';
export type { HolesOption } from './data/holes.js';
export type {
  Cell,
  Example,
  Examples,
  ExampleStream,
  LabelledExamples,
  RecordOf,
} from './model/example-types.js';
export type { Scale } from './data/scaler.js';
export type { Description, Statistics } from './data/statistics.js';
export { datasets, type GeneratorOptions } from './data/generators.js';
export type { ClassLabel, Label, Task } from './data/targets.js';
export { RandomState, type StreamState } from './base/random.js';

// Training and models
export { train } from './training/train.js';
export { session, type Session, type SessionOptions } from './training/session.js';
export type { Training } from './training/training.js';
export type {
  Figures,
  Metric,
  Penalized,
  Progress,
  TrainOptions,
  WatchOptions,
} from './training/options.js';
export { type Preset, presets } from './training/presets.js';
export type { Validation, ValidationShare } from './training/held.js';
export type { ClassWeights } from './training/weights.js';
export type { CheckpointOptions } from './training/checkpoint/option.js';
export type { Schedule, Scheduled, ScheduleNumbers } from './training/schedules/schedule.js';
export { Model } from './model/model.js';
export type { AsyncOptions } from './model/predicting.js';
export type {
  BestThresholdOptions,
  ThresholdCounts,
  ThresholdScore,
} from './model/best-threshold.js';
export type { EvaluateOptions } from './model/evaluate-options.js';
export type { ExtraOption } from './model/extra-option.js';
export type {
  CalibrationCurve,
  CurveScores,
  PrecisionRecallCurve,
  ProbabilityScores,
  RocCurve,
} from './model/score-types.js';
export type { ThresholdOf } from './model/threshold.js';
export type { HeldOut, History, HistoryBest, HistoryLooks } from './model/history.js';
export type {
  ClassificationMetrics,
  Metrics,
  MetricsOf,
  MultilabelMetrics,
  RegressionMetrics,
} from './model/metric-types.js';
export type { LoadOptions } from './model/expected.js';
export type { ModelOptions } from './model/from.js';
export { metrics } from './model/metrics.js';
export type { ClassScores, Confusion, ValueScores } from './backend/metrics/scores.js';
export type { OwnMetric, OwnValues } from './model/own-metric.js';
export type { MetricName } from './backend/metrics/table.js';
export {
  logisticRegression,
  logisticRegressionAsync,
  type LogisticAsyncOptions,
  type LogisticProgress,
} from './study/logistic.js';
export { ridge, ridgeAsync, type RidgeAsyncOptions, type RidgeProgress } from './study/ridge.js';
export type { LinearOptions, LogisticOptions, RidgeOptions } from './study/linear-options.js';
export {
  logisticRegressionCV,
  logisticRegressionCVAsync,
  type CrossValidated,
  type FoldScores,
  type LogisticCVAsyncOptions,
  type LogisticCVOptions,
  type LogisticCVProgress,
} from './study/cross-validation.js';

export {
  importance,
  type FeatureImportance,
  type Importance,
  type ImportanceOptions,
  type ImportanceProgress,
} from './study/importance.js';
export {
  crossValidate,
  type CrossValidateOptions,
  type CrossValidation,
} from './study/cross-validate.js';
export type { CrossValidationFold, CrossValidationResult } from './study/cross-validate-result.js';
export type { ScoreSpread } from './study/score.js';
export type { SharedTrainOptions } from './study/shared-options.js';
export type { SearchHoldout, SearchOptions } from './study/search-options.js';
export type { SearchResult, SearchTrial } from './study/search-result.js';
export type {
  RandomSearch,
  SearchedOptions,
  SearchGrid,
  SearchRange,
} from './study/search-space.js';
export { sweep, type Search, type Sweep } from './study/sweep.js';
export type { SweepOptions } from './study/sweep-options.js';
export { optionTables } from './study/option-tables.js';
export type { OptionFlag, OptionGroup, OptionInfo } from './base/option-table.js';
export type { Scores, SweepResult, SweepRow, SweepRun, Verdict } from './study/verdict.js';

// The exercise's verbs
export type { Cache } from './course/cache.js';
export { initializeParameters, layerSizes, summary, type Init } from './course/start.js';
export {
  backwardPropagation,
  computeCost,
  forwardPropagation,
  predict,
  updateParameters,
  type Gradients,
} from './course/steps.js';
export { diagnose } from './study/diagnose.js';
export { preActivations } from './study/pre-activations.js';
export type { Diagnosis, LayerDiagnosis, UnitGroup } from './course/diagnose.js';
export { nnModel, type NnModelOptions } from './course/nn-model.js';
export { matmul } from './course/matmul.js';
export { activations, type ActivationFunction } from './course/activations.js';

// What they are made of
export type { Activation } from './network/activations.js';
export type { Initializer } from './network/initializers.js';
export type { LossOption } from './network/loss-option.js';
export type { Loss, Output } from './network/losses.js';
export type { Optimizer, OptimizerNumbers } from './network/optimizers.js';
export type { ParameterDict, TwoLayer } from './network/parameters.js';
export type { Net } from './network/spec.js';
export type { LayerSummary, NetworkSummary } from './network/summary.js';
export { backend, type BackendInfo } from './backend/select.js';
export type { BackendName, Isa } from './backend/backend.js';
export type { LoadMessage, PredictMessage, TrainMessage } from './base/channels.js';
export type { ErrorCode } from './base/errors.js';
export { DenselyError } from './model/error.js';
