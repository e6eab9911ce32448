// Same seed and options, same bits: float64. How the stored hashes are made: bits-cases.ts.
import { describeHashes } from './bits-cases.js';
import { describeComposition } from './composition-cases.js';
import { describePredict, describeViews } from './serving-cases.js';

describeHashes('float64');
describePredict('float64');
describeViews('float64');
describeComposition('float64');
