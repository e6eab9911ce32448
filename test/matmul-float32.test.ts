// The public matmul in float32: apart from matmul.test.ts, so that each process works in one dtype.
import { describeMatmul } from './matmul-cases.js';

describeMatmul('float32');
