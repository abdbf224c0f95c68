// Plans and finished cells for the tests.
import type { PosteriorPlan } from '../../../trainer/posterior-schema';
import type { PosteriorCell } from '../../../trainer/embedded/posterior/cell';
import { Noise } from '../../../trainer/embedded/noise';

export function linearPlan(changes: Partial<PosteriorPlan> = {}): PosteriorPlan {
  return {
    format: 'powercount-plan/1',
    name: 'linear',
    source: { hash: 'abc', statement: 'samples(p) ~ kappa * d' },
    network: { activation: 'linear', hidden: 1 },
    target: { kind: 'hermite', degree: 1 },
    ridge: 1,
    sizes: [6, 10, 16, 26].map((d) => ({ d, widths: [d] })),
    seeds: 6,
    observable: 'samples',
    prediction: { exponent: '1' },
    budget: { seconds: 120 },
    ...changes,
  };
}

/** Cells as if P* = 2 d^exponent, with scatter over seeds. */
export function cellsOfPower(plan: PosteriorPlan, exponent: number, scatter = 0.05): PosteriorCell[] {
  const noise = new Noise('cells', exponent, scatter);
  return plan.sizes.flatMap((size) =>
    Array.from({ length: plan.seeds }, (_, seed): PosteriorCell => {
      const leg = () => ({
        crossing: 2 * size.d ** exponent * Math.exp(scatter * noise.gaussian()),
        curve: [],
      });
      return { size, seed, up: leg(), down: leg(), seconds: 1 };
    }),
  );
}
