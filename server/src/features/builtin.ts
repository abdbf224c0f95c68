/** Words with a meaning that no text declares: the engine's functions, the quantities of posteriors and of trainings. */
export interface Builtin {
  readonly name: string;
  readonly kind:
    | 'function'
    | 'quantity'
    | 'claimed'
    | 'distribution'
    | 'target'
    | 'step'
    | 'of training'
    | 'of weight'
    | 'property';
  readonly shape: string;
  readonly doc: string;
}
