import type { PosteriorPlan, Size } from '../../posterior-schema';
import type { Experiment } from '../experiment';
import { effort, runCell, type PosteriorCell } from './cell';

/** Gradients cost samples times weights, and both grow with d. */
const cost = ({ d, widths }: Size): number =>
  d * widths.reduce((sum, n, l) => sum + n * [d, ...widths][l]!, 0);

/** The number of samples at which a posterior learns its target, against d. */
export function posteriorExperiment(plan: PosteriorPlan): Experiment<PosteriorCell> {
  const { network, target, ridge, observable } = plan;
  const chains = [effort, plan.effort ?? 1];
  return {
    plan,
    points: plan.sizes.map((size) => ({
      size,
      value: size.d,
      cost: cost(size),
      note: { widths: [...size.widths] },
    })),
    physics: [network.activation, network.hidden, target.kind, target.degree, ridge, observable, chains],
    nameOf: ({ d, widths }) => `d=${d} widths=${widths.join(',')}`,
    run: (kernels, key) => runCell(kernels, plan, key),
    describe({ up, down }) {
      const text = (crossing: number | null): string =>
        crossing === null ? 'no crossing' : crossing.toFixed(0);
      return `P* ${text(up.crossing)} from random, ${text(down.crossing)} from the target`;
    },
    logs: ({ up, down }) =>
      up.crossing === null || down.crossing === null
        ? undefined
        : [Math.log(up.crossing), Math.log(down.crossing)],
    without: {
      reason: 'the alignment did not cross 1/2 at some size within reach',
      help: 'Smaller sizes or another ridge.',
    },
    curve: plan.prediction.curve,
  };
}
