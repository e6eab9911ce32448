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
    2.509080928730122672687e3, 3.343057558358812810e4, 6.7265770927008700853e4,
    4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
    1.3314166789178437745e2, 3.387132872796366608,
  ],
  [
    5.226495278852854561e3, 2.8729085735721942674e4, 3.930789580009271061e4,
    2.1213794301586595867e4, 5.3941960214247511077e3, 6.871870074920579083e2,
    4.2313330701600911252e1, 1,
  ],
];
const SIDE: Pair = [
  [
    7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1,
    1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959,
    1.42343711074968357734,
  ],
  [
    1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2,
    1.4810397642748007459e-1, 6.8976733498510000455e-1, 1.6763848301838038494,
    2.05319162663775882187, 1,
  ],
];
const TAIL: Pair = [
  [
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3,
    2.65321895265761230930e-2, 2.9656057182850489123e-1, 1.7848265399172913358,
    5.4637849111641143699, 6.6579046435011037772,
  ],
  [
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
    7.868691311456132591e-4, 1.48753612908506148525e-2, 1.3692988092273580531e-1,
    5.9983220655588793769e-1, 1,
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
    0.065682337918207449113, 2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582,
    18154.981253343561249,
  ],
  [1, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956],
];
const MIDDLE: Pair = [
  [
    1.0765576773720192317e-8, 0.39894151208813466764, 8.8831497943883759412, 93.506656132177855979,
    597.27027639480026226, 2494.5375852903726711, 6848.1904505362823326, 11602.651437647350124,
    9842.7148383839780218,
  ],
  [
    1, 22.266688044328115691, 235.38790178262499861, 1519.377599407554805, 6485.558298266760755,
    18615.571640885098091, 34900.952721145977266, 38912.003286093271411, 19685.429676859990727,
  ],
];
const FAR: Pair = [
  [
    0.02307344176494017303, 0.21589853405795699, 0.1274011611602473639, 0.022235277870649807,
    0.001421619193227893466, 2.9112874951168792e-5,
  ],
  [
    1, 1.28426009614491121, 0.468238212480865118, 0.0659881378689285515, 0.00378239633202758244,
    7.29751555083966205e-5,
  ],
];
const ROOT_OF_TWO_PI_INVERSE = 0.398942280401432677939946;

/** What lies beyond |x| > 0.66, as a share of all. */
function tail(y: number): number {
  // y² in two parts, of which the first has no rounding: the exponent's error would grow with it.
  const whole = Math.floor(y * 16) / 16;
  const rest = (y - whole) * (y + whole);
  const density = exp(float64, -whole * whole * 0.5) * exp(float64, -rest * 0.5);
  if (y <= 5.656854249492380195) return density * quotient(y, MIDDLE);
  const inverse = 1 / (y * y);
  return (density * (ROOT_OF_TWO_PI_INVERSE - inverse * quotient(inverse, FAR))) / y;
}

/** The probability that a standard normal number lies below x (Cody 1969, 1993). */
export function normalShare(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.67448975) return 0.5 + x * quotient(y > 1e-16 ? x * x : 0, NEAR);
  const beyond = y < 40 ? tail(y) : y * 0;
  return x < 0 ? beyond : 1 - beyond;
}
