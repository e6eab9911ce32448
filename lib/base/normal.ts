// The normal distribution and its inverse in float64, of operations that give the same bits everywhere.
import { float64 } from './arithmetic.js';
import { exp, log } from './math.js';

type Pair = readonly [above: readonly number[], below: readonly number[]];

/** Two polynomials by Horner's rule, coefficients of the highest powers first; their quotient. */
function quotient(x: number, { 0: above, 1: below }: Pair): number {
  let top = above[0]!;
  let bottom = below[0]!;
  for (let i = 1; i < above.length; i++) top = top * x + above[i]!;
  for (let i = 1; i < below.length; i++) bottom = bottom * x + below[i]!;
  return top / bottom;
}

const CENTRE: Pair = [
  [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
];
const SIDE: Pair = [
  [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
    3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
    0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
  ],
];
const TAIL: Pair = [
  [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
];

/**
 * The number below which a standard normal one lies with probability p (Wichura 1988, AS 241, PPND16); of
 * 0 and 1 the infinities.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * quotient(0.180625 - q * q, CENTRE);
  const outside = q < 0 ? p : 1 - p;
  if (!(outside > 0)) return outside === 0 ? q * Infinity : NaN;
  const r = Math.sqrt(-log(float64, outside));
  const value = r <= 5 ? quotient(r - 1.6, SIDE) : quotient(r - 5, TAIL);
  return q < 0 ? -value : value;
}

const NEAR: Pair = [
  [
    0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709,
    18154.98125334356,
  ],
  [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673],
];
const MIDDLE: Pair = [
  [
    1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785,
    597.2702763948002, 2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
  ],
  [
    1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761,
    18615.571640885097, 34900.95272114598, 38912.00328609327, 19685.429676859992,
  ],
];
const FAR: Pair = [
  [
    0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807,
    0.0014216191932278934, 2.9112874951168793e-5,
  ],
  [
    1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824,
    7.297515550839662e-5,
  ],
];
const ROOT_OF_TWO_PI_INVERSE = 0.3989422804014327;

/** What lies beyond |x| > 0.66, as a share of all. */
function tail(y: number): number {
  // y² in two parts, of which the first has no rounding: the exponent's error would grow with it.
  const whole = Math.floor(y * 16) / 16;
  const rest = (y - whole) * (y + whole);
  const density = exp(float64, -whole * whole * 0.5) * exp(float64, -rest * 0.5);
  if (y <= 5.656854249492381) return density * quotient(y, MIDDLE);
  const inverse = 1 / (y * y);
  return (density * (ROOT_OF_TWO_PI_INVERSE - inverse * quotient(inverse, FAR))) / y;
}

/** The probability that a standard normal number lies below x (Cody 1969, 1993). */
export function normalShare(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.67448975) return 0.5 + x * quotient(y > 1e-16 ? x * x : 0, NEAR);
  const beyond = y > 40 ? 0 : tail(y);
  return x < 0 ? beyond : 1 - beyond;
}
