// @ts-check
'use strict';
const exercise = require('./exercise.cjs');

exercise(require('densely'), require('densely/plot')).then((line) => console.log(line));
