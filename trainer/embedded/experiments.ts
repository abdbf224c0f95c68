import type { Plan } from '../schema';
import type { Experiment } from './experiment';
import { posteriorExperiment } from './posterior/experiment';
import { trainingExperiment } from './training/experiment';

/** How the embedded trainer does what a plan asks for. */
export const experimentOf = (plan: Plan): Experiment =>
  plan.format === 'powercount-plan/1' ? posteriorExperiment(plan) : trainingExperiment(plan);
