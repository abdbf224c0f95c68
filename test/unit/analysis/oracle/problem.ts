import { Fraction } from './fraction';

/** An exponent `fixed + stepped·k/j`, where a pattern takes a feature of degree j to degree k. */
export interface Exponent {
  readonly fixed: Fraction;
  readonly stepped: Fraction;
}

/** A product of powers: of `layer.width`, of `norm(layer.input, j)` and of the pattern's parameters in their sequence. */
export interface Monomial {
  readonly width?: Exponent;
  readonly norm?: Exponent;
  readonly parameters?: readonly (Exponent | undefined)[];
}

/** A pattern declaration as data: what a text states, and what the oracle reads. */
export interface Rule {
  readonly name: string;
  /** Parameters with their ranges; an end that is absent is no bound. */
  readonly parameters: readonly { name: string; low?: Monomial; high?: Monomial }[];
  readonly requirements: readonly {
    name?: string;
    left: Monomial;
    relation: '>=' | '<=' | '=';
    right: Monomial;
  }[];
  /** Each cost line is a sum of monomials. */
  readonly costs: readonly (readonly Monomial[])[];
  /** The first line whose condition holds counts. */
  readonly norms: readonly { condition?: 'j | k' | 'k | j' | '2 | k'; value: Monomial }[];
  /** `define count`, where the pattern has one. */
  readonly count?: Monomial;
}

export interface Activation {
  readonly name: string;
  /** As the text declares it, where the library does not. */
  readonly degrees?: string;
  carries(q: number): boolean;
}

/** A power of d times powers of the free scales. */
export interface Width {
  readonly fixed: Fraction;
  readonly free: readonly Fraction[];
}

/** A posterior as data. Free scales are d^a with a between 0 and `ends[i]`, or scales of their own without an upper end. */
export interface Problem {
  readonly dimension: Width;
  readonly degree: number;
  readonly layers: readonly { readonly width: Width; readonly activation: Activation }[];
  /** The candidates; those of the library by these names, the others declared in the text. */
  readonly rules: readonly Rule[];
  /** Whether the posterior names its patterns: otherwise all in sight take part. */
  readonly restricted: boolean;
  readonly coherence: boolean;
  readonly ends: readonly (number | undefined)[];
  /** Further assumptions: products of the free scales and d that are at least one. */
  readonly assumptions: readonly Width[];
  /** Lists of patterns, one for each layer, whose energies are asked for too. */
  readonly asked: readonly (readonly string[])[];
}

export const power = (fixed: number, stepped = 0): Exponent => ({
  fixed: Fraction.of(fixed),
  stepped: Fraction.of(stepped),
});

const STEP = power(0, 1);
const ONE: Monomial = {};
const WIDTH: Monomial = { width: power(1) };
const NORM: Monomial = { norm: power(1) };

/** The patterns of the library, written down again from arXiv:2512.04165 and its constraint list. */
export const LIBRARY_RULES: readonly Rule[] = [
  { name: 'lazy', parameters: [], requirements: [], costs: [], norms: [{ value: { norm: STEP } }] },
  {
    name: 'specialization',
    parameters: [
      { name: 'M', low: ONE, high: WIDTH },
      { name: 'mu2', high: ONE },
    ],
    requirements: [{ name: 'coherence', left: { parameters: [power(1), STEP] }, relation: '>=', right: ONE }],
    costs: [[{ norm: power(1), parameters: [power(1), power(1)] }]],
    norms: [{ value: { width: power(1), parameters: [power(-1), power(0, -1)] } }],
    count: { parameters: [power(1)] },
  },
  {
    name: 'magnetization',
    parameters: [{ name: 'beta', high: WIDTH }],
    requirements: [
      { name: 'coherence', left: { width: power(1, -1), parameters: [STEP] }, relation: '>=', right: ONE },
    ],
    costs: [[{ norm: power(1), parameters: [power(1)] }]],
    norms: [{ value: { width: STEP, parameters: [power(0, -1)] } }],
    count: WIDTH,
  },
  {
    name: 'gfl',
    parameters: [{ name: 'D', low: ONE, high: NORM }],
    requirements: [
      {
        name: 'coherence',
        left: { width: power(1), norm: power(0, -1), parameters: [STEP] },
        relation: '>=',
        right: ONE,
      },
    ],
    costs: [[{ width: power(1), parameters: [power(1)] }]],
    norms: [{ value: { norm: STEP, parameters: [power(0, -1)] } }],
  },
];

const odd = (q: number): boolean => q % 2 === 1;
const even = (q: number): boolean => q % 2 === 0;

/** The activations of the library by the degrees that they carry, and two of a text's own. */
export const ACTIVATIONS: readonly Activation[] = [
  { name: 'erf', carries: odd },
  { name: 'tanh', carries: odd },
  { name: 'linear', carries: (q) => q === 1 },
  { name: 'relu', carries: (q) => q === 1 || even(q) },
  { name: 'gelu', carries: (q) => q === 1 || even(q) },
  { name: 'quadratic', carries: (q) => q === 2 },
  { name: 'generic', carries: () => true },
  { name: '', carries: (q) => q === 1 },
  { name: 'own1', degrees: '1, 2, 3', carries: (q) => q <= 3 },
  { name: 'own2', degrees: '2, odd', carries: (q) => q === 2 || odd(q) },
];
