import type { FloatArray } from '../../base/dtype.js';
import type { Tensor } from '../../format/safetensors.js';
import type { ModelParts } from '../parts.js';

/** A tensor of a model file, and where a model has its numbers. */
export interface ModelTensor extends Tensor {
  readonly name: string;
  readonly of: (parts: ModelParts) => FloatArray | undefined;
}
