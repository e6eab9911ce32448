// An ES module beside CommonJS: what one imports is what the other requires, in types too.
import { datasets, type Metrics, Model, nnModel } from 'densely';
import { scored } from './require.cjs';

const flower = datasets.flower();
export const measured: Metrics = scored(Model.from(nnModel(flower.X, flower.Y, 4)), flower);
