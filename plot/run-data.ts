/** What the pictures of a run show, as plain numbers and strings: it can be sent as JSON and drawn anywhere. */

/** A measured quantity against size, both on logarithmic axes. */
export interface FitData {
  /** What was measured: `samples(p)`. */
  readonly quantity: string;
  /** The scale whose sizes these are: `d`. */
  readonly along: string;
  readonly points: readonly FitPoint[];
  /** Ascending in size. */
  readonly fit?: { readonly says: string; readonly band: readonly BandPoint[] };
  /** A power of the size, drawn through the middle of the points. */
  readonly predicted: { readonly exponent: number; readonly says: string };
  /** Sentences below the picture. */
  readonly caption: readonly string[];
}

export interface BandPoint {
  readonly size: number;
  readonly value: number;
  /** Null where the interval has no end. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface FitPoint extends BandPoint {
  readonly seeds: number;
  /** The two kinds of chains did not meet: the interval spans what both found. */
  readonly bracketed: boolean;
}

/** Alignment against samples at several sizes, as measured and with samples in units of the predicted order. */
export interface CurvesData {
  readonly along: string;
  /** Ascending in size. */
  readonly curves: readonly Curve[];
  readonly caption: readonly string[];
}

export interface Curve {
  readonly size: number;
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly samples: number;
  /** Samples divided by the order that is predicted at this size. */
  readonly scaled: number;
  /** Alignment of chains that began at random weights and met more and more samples. */
  readonly up: number | null;
  /** Alignment of chains that had learnt the target and met fewer and fewer. */
  readonly down: number | null;
}
