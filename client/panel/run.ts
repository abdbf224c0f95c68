import { curvesPicture } from '../../plot/curves';
import { fitPicture } from '../../plot/fit';
import type { FoundView, PointRow, RunAction, RunView } from '../../server/src/features/panel-contract';
import { h, section, sentence, type Child } from './dom';
import { math } from './formula';
import type { Part } from './parts';
import { frameFor, type Draw } from './picture';

/** What a user can do with a run. */
export interface RunWishes {
  run(action: RunAction): void;
}

/** A verify block with its run: how it stands, what is run, what was measured. Only what changes while it runs is made anew. */
export function runParts(run: RunView, i: number, wishes: RunWishes): Part[] {
  const { name, state, says, action, plan, predicted, found } = run;
  const measured = found && { formula: found.measured, level: found.level };
  return [
    {
      key: `run ${i} state`,
      of: { name, state, says, action },
      make: () => standing(run, i, wishes),
    },
    {
      key: `run ${i} plan`,
      of: { plan, predicted, measured },
      make: () => [beside(run), plan.map((text) => h('p', { class: 'note' }, ...sentence(text)))],
    },
    { key: `run ${i} found`, of: [state === 'outdated', found], make: () => found && foundParts(run, found) },
  ];
}

const MARKS: Readonly<Record<RunView['state'], string>> = {
  'never run': '○',
  running: '…',
  cancelled: '–',
  failed: '!',
  outdated: '↻',
  consistent: '✓',
  refuted: '✗',
  inconclusive: '?',
};

function standing({ name, state, says, action }: RunView, i: number, { run }: RunWishes): HTMLElement {
  return section(
    'Run',
    `run-${i}`,
    h('p', {}, h('code', {}, `verify ${name}`)),
    h(
      'p',
      { class: 'standing' },
      action && button(action, state === 'never run' ? 'Verify' : 'Verify again', `run ${i}`, run),
      h('span', {}, h('strong', { class: `verdict ${state}` }, MARKS[state]), ' ', ...sentence(says)),
    ),
  );
}

function button(action: RunAction, verify: string, key: string, run: RunWishes['run']): HTMLElement {
  const words = action.kind === 'verify' ? verify : 'Cancel';
  const made = h('button', { type: 'button', 'data-key': key }, words);
  made.addEventListener('click', () => run(action));
  return made;
}

/** What is predicted beside what was measured. */
function beside({ predicted, found }: RunView): Child {
  if (!predicted) return undefined;
  return h(
    'dl',
    { class: 'beside' },
    h('dt', {}, 'predicted'),
    h('dd', {}, math(predicted)),
    found && [
      h('dt', {}, 'measured'),
      h('dd', {}, ...(found.measured ? [math(found.measured), ` (${found.level} %)`] : ['nothing yet'])),
    ],
  );
}

function foundParts({ name, state }: RunView, found: FoundView): HTMLElement {
  const { fit, curves, points, reason, wouldDecide, cost } = found;
  return h(
    'div',
    state === 'outdated' ? { class: 'outdated' } : {},
    h('p', {}, ...sentence(reason)),
    wouldDecide !== undefined && h('p', {}, h('strong', {}, 'What would decide: '), ...sentence(wouldDecide)),
    fit && picture('fit', fit, (data, options) => fitPicture(data, tall(options, 0.72))),
    curves && picture('curves', curves, (data, options) => curvesPicture(data, tall(options, 0.5))),
    points.length > 0 && table(name, points),
    points.length > 0 && h('p', { class: 'note' }, cost),
  );
}

type Options = Parameters<Draw>[0];
const LEAST = 220;
const tall = (options: Options, share: number) => ({
  ...options,
  height: Math.max(LEAST, Math.round(options.width * share)),
});

/** The caption is text of the page, which can be selected and read out; that of the verdict stands there already. */
function picture<T extends { readonly caption: readonly string[] }>(
  kind: 'fit' | 'curves',
  data: T,
  draw: (data: T, options: Options) => SVGElement,
): HTMLElement {
  return h(
    'figure',
    {},
    frameFor((options) => draw({ ...data, caption: [] }, options), { class: `drawn ${kind}` }),
    kind === 'curves' && data.caption.map((text) => h('figcaption', { class: 'note' }, ...sentence(text))),
  );
}

function table(name: string, points: readonly PointRow[]): HTMLElement {
  const noted = points.some(({ note }) => note !== '');
  const titles = ['size', name, 'interval', 'seeds', ...(noted ? [''] : [])];
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Points' },
    h(
      'table',
      { class: 'points' },
      h('thead', {}, h('tr', {}, ...titles.map((title) => h('th', { scope: 'col' }, title)))),
      h(
        'tbody',
        {},
        ...points.map(({ size, value, interval, seeds, note }) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, size),
            ...[value, interval, `${seeds}`].map((text) => h('td', {}, text)),
            noted && h('td', {}, note),
          ),
        ),
      ),
    ),
  );
}
