// Student's distribution for any real number of degrees of freedom: its distribution function is an incomplete beta function
// (DLMF 8.17), by Lentz's continued fraction (DLMF 8.17.22); quantiles by halving intervals, to five digits.

/** Stirling's series (DLMF 5.11.1) beyond x = 8, and down to x > 0 by recurrence; good to 1e-11. */
function logGamma(x: number): number {
  if (x < 8) return logGamma(x + 1) - Math.log(x);
  const series = 1 / 12 - 1 / (360 * x ** 2) + 1 / (1260 * x ** 4) - 1 / (1680 * x ** 6);
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series / x;
}

/** I_x(a, b) for x < (a + 1) / (a + b + 2), but for the factor 1 / B(a, b). */
function fraction(x: number, a: number, b: number): number {
  let [c, d] = [1, 1 / (1 - ((a + b) * x) / (a + 1))];
  let value = d;
  for (let m = 1, change = 0; m < 1000 && Math.abs(change - 1) > 1e-10; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    change = 1;
    for (const term of [even, odd]) {
      d = 1 / (1 + term * d);
      c = 1 + term / c;
      change *= c * d;
    }
    value *= change;
  }
  return (Math.exp(a * Math.log(x) + b * Math.log1p(-x)) / a) * value;
}

/** More degrees than these are as many as there are: the quantiles are within 1e-6 of the normal's. */
const many = 1e6;

/** Probability that a Student variable with so many degrees of freedom is below t. */
export function distribution(degrees: number): (t: number) => number {
  const nu = Math.min(degrees, many);
  const [a, b] = [nu / 2, 0.5];
  const beta = Math.exp(logGamma(a) + logGamma(b) - logGamma(a + b));
  return (t) => {
    const x = nu / (nu + t * t);
    const inner = x < (a + 1) / (a + b + 2);
    const both = inner ? fraction(x, a, b) / beta : t === 0 ? 1 : 1 - fraction(1 - x, b, a) / beta;
    return t > 0 ? 1 - both / 2 : both / 2;
  };
}

/** Probability that a ratio of mean squares (F distribution) with 1 and so many degrees is above t^2. */
export const outside = (t: number, degrees: number): number => 2 * distribution(degrees)(-Math.abs(t));

/**
 * Half-width, in standard errors, of an interval about something known only to lie between two ends that are `apart` standard
 * errors from each other, so that it holds any point between them with probability `level` at least (Imbens & Manski,
 * Econometrica 72 (2004) 1845): Student's two-sided quantile for apart = 0, its one-sided one for apart = infinity.
 */
export function halfWidth(level: number, degrees: number, apart = 0): number {
  const below = distribution(degrees);
  let [low, high] = [0, 1];
  const enough = (c: number): boolean => below(c + apart) - below(-c) >= level;
  while (!enough(high)) high *= 2;
  while (high - low > 1e-5 * high) {
    const middle = (low + high) / 2;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
