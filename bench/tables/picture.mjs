// Accuracy against time: a dot for each learner.
import { columns, dot, logScale, rows, sheet } from '../svg.mjs';
import { accuracyAndTime } from './figures.mjs';

const [WIDTH, HEIGHT] = [640, 360];
// The longest name has room beside the last dot.
const [X0, X1, Y0, Y1] = [56, WIDTH - 150, HEIGHT - 60, 40];
const STEP = 0.1;
/** Of a letter and of a line, about. */
const [LETTER, LINE] = [7, 14];

const names = {
  linear: 'linear model',
  hgb: 'HistGradientBoosting',
  xgb: 'XGBoost',
  rf: 'random forest',
  mlp: "scikit-learn's MLP",
  epochs100: 'densely, 100 epochs',
  densely: 'densely',
};

/** Seconds from a power of ten to another. */
function timeScale(values) {
  const { at, powers } = logScale(values, X0, X1);
  return { at, marks: powers.map((p) => [at(10 ** p), `${Number(`1e${p}`)}`]) };
}

/** From a tenth to another, a line each. */
function lossScale(values) {
  const first = Math.floor(Math.min(...values) / STEP);
  const last = Math.ceil(Math.max(...values) / STEP + 0.5);
  const at = (value) => Y0 + ((value / STEP - first) / (last - first)) * (Y1 - Y0);
  const levels = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * STEP);
  return { at, marks: levels.map((level) => [at(level), level.toFixed(1)]) };
}

/** Where each dot's word begins: beside it, or below a word that is there. */
function placed(points) {
  const boxes = [];
  for (const { learner, x, y } of points.toSorted((a, b) => a.y - b.y)) {
    const box = { learner, left: x + 8, right: x + 8 + LETTER * names[learner].length, y: y + 4 };
    const covers = (other) =>
      other.left < box.right && box.left < other.right && box.y - other.y < LINE;
    for (let other = boxes.find(covers); other; other = boxes.find(covers)) box.y = other.y + LINE;
    boxes.push(box);
  }
  return boxes;
}

function word({ learner, left, y }) {
  const style = learner === 'densely' ? ' class="title"' : '';
  return `<text${style} x="${left.toFixed(1)}" y="${y.toFixed(1)}">${names[learner]}</text>`;
}

/** CPU seconds of a training to the right, the loss beside the linear model's upwards; the best is below left. */
export function accuracyPicture(measured, learners) {
  const results = measured.filter(({ isNearlyPerfect }) => !isNearlyPerfect);
  const figures = accuracyAndTime(results, learners);
  const time = timeScale(figures.map(({ seconds }) => seconds));
  const loss = lossScale(figures.map(({ ratio }) => ratio));
  const points = figures.map(({ learner, seconds, ratio }) => ({
    learner,
    x: time.at(seconds),
    y: loss.at(ratio),
  }));
  const title = `Loss ÷ the linear model's against CPU seconds, ${results.length} tables`;
  const left = measured.length > results.length ? '; without shuttle' : '';
  const note = `CPU seconds of a training; geometric means${left}; the less the better, both ways`;
  return sheet(title, WIDTH, HEIGHT, [
    `<text class="title" x="${X0}" y="22">${title}</text>`,
    ...columns(time.marks, Y0, Y1),
    ...rows(loss.marks, X0, X1),
    ...points.map(({ x, y }) => dot([x, y])),
    ...placed(points).map(word),
    `<text x="${X0}" y="${HEIGHT - 12}">${note}</text>`,
  ]);
}
