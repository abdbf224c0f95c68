import type { Reason } from '../../server/src/features/panel-contract';
import { h, section, sentence, type Child } from './dom';
import { math } from './formula';

/** The derivation at the point under view, step by step, each with its rule and where the rule is from. */
export function derivationSection(why: Reason): HTMLElement {
  return section('Why', 'why', step(why, ''));
}

/**
 * A step with steps of its own is open, a rule is closed.
 * @param path where the step stands in the tree, so that what a reader has opened or closed stays so
 */
function step(reason: Reason, path: string): HTMLElement {
  const key = `${path}/${reason.title}`;
  const body = [...rule(reason), ...reason.steps.map((inner) => step(inner, key))];
  if (body.length === 0) return h('div', { class: 'step' }, ...head(reason));
  return h(
    'details',
    { class: 'step', open: reason.steps.length > 0, 'data-key': key },
    h('summary', {}, ...head(reason)),
    ...body,
  );
}

const head = ({ title, formula }: Reason): Child[] => [...sentence(title), formula && [': ', math(formula)]];

const rule = ({ because, source }: Reason): HTMLElement[] => [
  ...(because ? [h('p', { class: 'because' }, ...sentence(because))] : []),
  ...(source ? [h('p', { class: 'source' }, `Source: ${source}`)] : []),
];
