import type { Plan, Verdict } from '../schema';
import type { Curve, Fit } from './fit';
import type { Gathered } from './sample';

/** Where an interval lies with respect to predicted +- margin. */
export type Side = 'within' | 'outside' | 'across';

/** All that a verdict is made of. */
export interface Finding {
  plan: Plan;
  gathered: Gathered;
  fit: Fit;
  status: Verdict['status'];
  side: (curve: Curve) => Side;
  predicted: number;
  margin: number;
}
