/** One network with a true and a false claim; what follows from it is in theory: P* ~ max(d, sqrt(d N)) for N <= d^2. */
export const text = `/// The input dimension.
scale d
scale N = d^a, 0 <= a <= 2

data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h = dense(x, N)
  out dense(erf(h), 1)
}
posterior p of f on y { ridge 1 }

claim samples(p) ~ sqrt(d * N) when N >= d
claim samples(p) ~ d^2 when N <= d
verify samples(p) { d in 8 .. 16; N = d; seeds 2 }
`;

/** Line of the first appearance, from zero. */
export const lineOf = (part: string): number => text.slice(0, text.indexOf(part)).split('\n').length - 1;
