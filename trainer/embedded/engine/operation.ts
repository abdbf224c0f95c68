/** A step over some samples: those from `first` on, which go through all steps together. */
export interface Operation {
  forward(first: number, samples: number): void;
  /** Reads the gradient of what the step made and passes it on, to weights and to what it took. */
  backward?: (first: number, samples: number) => void;
}

export interface Weighted extends Operation {
  /** Once before an evaluation, as weights have changed. `through`: weights that gradients pass back through, if not these. */
  prepare?: (weights: number, through: number) => void;
  /** What the weights at an address make of what the step took, without what comes in beside it; to another address. */
  part(weights: number, to: number, first: number, samples: number): void;
}
