// Elementary functions in float32, against float64: apart from math.test.ts, so that each process
// works in one dtype.
import { describeMath } from './math-functions.js';

describeMath('float32', [
  { count: 1000, oracle: 'exact' },
  { count: 400_000, oracle: 'nearly' },
]);
