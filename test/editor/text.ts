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

/** A network whose training takes a fraction of a second at these sizes; what its features are at first is no question. */
export const training = (name: string): string => `scale n
network ${name}(x) {
  h = dense(x, n)
  u = dense(tanh(h), n)
  out dense(tanh(u), 1)
}
training t of ${name} { optimizer sgd; parametrization mup }
`;
export const quick = 'verify size(t.h) { n in 16 .. 128; seeds 16 }';
/** The same with a mistaken expectation. */
export const mistaken = 'verify size(t.h) { n in 16 .. 128; seeds 16; expect 2 }';

/** Hours of work: somebody will cancel it. */
export const long = 'verify change(t.u) { n in 1024 .. 2048; seeds 64; steps 1000; seconds 9999 }';
