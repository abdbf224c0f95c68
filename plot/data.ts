/** What a phase diagram shows, as plain numbers and strings: it can be sent as JSON and drawn anywhere. */
export interface PhaseDiagram {
  /** The quantity whose orders are shown: `samples(p)`. */
  readonly quantity: string;
  /** What is held fixed, for the reader: `c = 1`; empty where nothing is. */
  readonly fixed: string;
  readonly x: Axis;
  /** With one free exponent: the exponent of the quantity itself, and `graph` is drawn over bands. */
  readonly y: Axis;
  /** Regions of one order and one pattern each, connected, disjoint but for their boundaries. */
  readonly regions: readonly PhaseRegion[];
  readonly thresholds: readonly Threshold[];
  /** What holds on lines and at points only. */
  readonly thin: readonly ThinRegion[];
  /** The point under view. */
  readonly point?: Vertex;
  /** What the reader must know of places where no region is. */
  readonly note?: string;
  /** The exponent of the quantity over the only axis: one line for each connected part of it. */
  readonly graph?: readonly (readonly Vertex[])[];
}

export interface Axis {
  /** A free exponent or a scale, as the user named it. */
  readonly name: string;
  /** What it measures: `a = log N1 / log d`. */
  readonly meaning: string;
  readonly low: Exact;
  readonly high: Exact;
  readonly ticks: readonly Exact[];
}

export interface PhaseRegion {
  /** In the user's scales: `sqrt(N2*d)`; or a regime, `stable`. */
  readonly order: string;
  /** The exponent of the order in the names of the axes: `b/2 + 1/2`; regimes have none. */
  readonly exponent?: string;
  /** The patterns of the layers, in parts that a comma joins; empty for a quantity without patterns. */
  readonly pattern: readonly string[];
  /** Other patterns that reach the same order everywhere in the region. */
  readonly ties: readonly (readonly string[])[];
  /** Regions of one kind (order and pattern) share a colour; the kinds are counted from 0. */
  readonly kind: number;
  /** Its place among all orders and patterns of the quantity, by which it keeps its colour when the axes change. */
  readonly place?: number;
  /** Outer boundaries counter-clockwise, holes clockwise, each closed by its first vertex. */
  readonly rings: readonly (readonly Vertex[])[];
}

/** A straight line, or a point where both ends are one. */
export interface ThinRegion {
  /** `stable, features learnt` */
  readonly says: string;
  /** Of the line, in the user's scales. */
  readonly equation?: string;
  readonly from: Vertex;
  readonly to: Vertex;
}

/** A straight piece of the boundary between two regions. */
export interface Threshold {
  /** In the user's scales: `N2 ~ d^5`. */
  readonly equation: string;
  readonly from: Vertex;
  readonly to: Vertex;
  /** Which regions meet there. */
  readonly between: readonly [number, number];
}

export interface Vertex {
  readonly x: Exact;
  readonly y: Exact;
}

/** A number to draw with and the rational that it stands for, as `3/2`. */
export interface Exact {
  readonly value: number;
  readonly exact: string;
}
