// Accuracy against time: a dot for each learner.
import { columns, dot, logScale, power, rows, sheet } from '../svg.mjs';
import { accuracyAndTime } from './figures.mjs';

const [WIDTH, HEIGHT] = [560, 360];
const [X0, X1, Y0, Y1] = [56, WIDTH - 90, HEIGHT - 60, 40];
const STEP = 0.1;

const names = {
  linear: 'linear model',
  hgb: 'HistGradientBoosting',
  xgb: 'XGBoost',
  rf: 'random forest',
  mlp: "scikit-learn's MLP",
  epochs100: 'densely, 100 epochs',
  densely: 'densely',
};

/** From 0 differences on, a line each tenth. */
function levelScale(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [first, last] = [Math.floor(low / STEP) - 1, Math.ceil(high / STEP) + 1];
  const at = (value) => Y0 + ((value / STEP - first) / (last - first)) * (Y1 - Y0);
  const marks = Array.from({ length: last - first + 1 }, (_, i) => {
    const level = (first + i) * STEP;
    return [at(level), level.toFixed(1)];
  });
  return { at, marks };
}

/** Texts of which none begins less than a line below another: `[y, point]` in their order. */
function apart(points, gap = 14) {
  const sorted = [...points].sort((a, b) => a.y - b.y);
  let below = -Infinity;
  return sorted.map((point) => {
    below = Math.max(point.y, below + gap);
    return [below, point];
  });
}

/** CPU seconds of a training to the right, the loss beside the linear model's upwards; the best is below left. */
export function accuracyPicture(results, learners) {
  const figures = accuracyAndTime(results, learners);
  const x = logScale(
    figures.map(({ seconds }) => seconds),
    X0,
    X1,
  );
  const y = levelScale(figures.map(({ ratio }) => ratio));
  const points = figures.map(({ learner, seconds, ratio }) => ({
    learner,
    x: x.at(seconds),
    y: y.at(ratio),
  }));
  const words = apart(points).map(
    ([at, point]) =>
      `<text x="${(point.x + 8).toFixed(1)}" y="${(at + 4).toFixed(1)}">${names[point.learner]}</text>`,
  );
  const title = `Loss beside the linear model's against CPU seconds, ${results.length} tables`;
  return sheet(title, WIDTH, HEIGHT, [
    `<text class="title" x="${X0}" y="22">${title}</text>`,
    ...columns(
      x.powers.map((p) => [x.at(10 ** p), power(p)]),
      Y0,
      Y1,
    ),
    ...rows(y.marks, X0, X1),
    ...points.map((point) => dot([point.x, point.y])),
    ...words,
    `<text x="${X0}" y="${HEIGHT - 12}">CPU seconds of a training; geometric means; less is better both ways</text>`,
  ]);
}
