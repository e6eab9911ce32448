// onnxruntime-node, which serves only.
import { createRequire } from 'node:module';
import { answer, asked, noise } from './common.mjs';
import { onnxModel } from './onnx-model.mjs';

const { InferenceSession, Tensor } = createRequire(import.meta.url)('onnxruntime-node');

async function predict(task) {
  const { sizes, rows } = task;
  const session = await InferenceSession.create(onnxModel(task), {
    intraOpNumThreads: asked.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  });
  const x = new Tensor('float32', noise(rows * sizes[0], 'float32'), [rows, sizes[0]]);
  return { step: () => session.run({ x }), amount: rows };
}

await answer((task) => (task.kind === 'predict' ? predict(task) : undefined));
