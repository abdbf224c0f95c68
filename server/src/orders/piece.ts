import type { Form } from './form';
import type { Region } from './region';

/** A monomial on a region: a part of an order. */
export interface Piece {
  readonly region: Region;
  readonly value: Form;
}
