import * as densely from 'densely';
import * as plot from 'densely/plot';
import exercise from './exercise.cjs';

console.log(await exercise(densely, plot));
