/** A dense network, its target and its free widths: what both sides solve. */
export interface Problem {
  /** The free width of each hidden layer: [0, 1, 0] has three layers of widths d^a, d^b, d^a. */
  readonly widths: readonly number[];
  /** The target is He_degree of one direction. */
  readonly degree: number;
  readonly activation: 'erf' | 'quadratic' | 'generic';
  readonly patterns: readonly string[];
  /** Widths from 1 to d^top. */
  readonly top: number;
}

export const all = ['lazy', 'specialization', 'magnetization', 'gfl'];
/** Magnetization and Gaussian feature learning reach no more than specialization does: the energy is the same. */
export const two = ['lazy', 'specialization'];

const cubic = { degree: 3, activation: 'erf', patterns: all, top: 6 } as const;

/** Layers of a cubic network whose widths take turns among the free ones. */
export const network = (layers: number, free: number, change: Partial<Problem> = {}): Problem => ({
  ...cubic,
  widths: Array.from({ length: layers }, (_, i) => i % free),
  ...change,
});

export const free = ({ widths }: Problem): number => Math.max(...widths) + 1;

/** The name of a free width's exponent. */
export const exponent = (width: number): string => `a${width + 1}`;

export const nameOf = (problem: Problem): string =>
  `${problem.widths.length} hidden, ${free(problem)} free, He${problem.degree} of ${problem.activation}, ` +
  (problem.patterns === all ? 'all patterns' : `${problem.patterns.length} patterns`);

/** The problem as a user writes it. */
export function textOf(problem: Problem): string {
  const { widths, degree, activation, patterns, top } = problem;
  const input = (layer: number): string => (layer === 0 ? 'x' : `${activation}(h${layer})`);
  return [
    'scale d',
    ...Array.from({ length: free(problem) }, (_, i) => exponent(i)).map(
      (e, i) => `scale N${i + 1} = d^${e}, 0 <= ${e} <= ${top}`,
    ),
    'scale kappa = 1',
    'data x : gaussian(d)',
    `target y = He${degree}(w . x)`,
    'network f(x) {',
    ...widths.map((width, i) => `  h${i + 1} = dense(${input(i)}, N${width + 1})`),
    `  out dense(${input(widths.length)}, 1)`,
    '}',
    `posterior p of f on y { ridge kappa; patterns ${patterns.join(', ')} }`,
    '',
  ].join('\n');
}
