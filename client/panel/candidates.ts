import type {
  CandidateRow,
  CandidatesView,
  CandidateTerm,
  Nothing,
} from '../../server/src/features/panel-contract';
import { h, section, type Child } from './dom';
import { math, where } from './formula';

const COLUMNS = ['energy', 'cost terms', 'parameters', 'wins where'] as const;
/** Regions of one pattern that are written out. */
const REGIONS = 3;

/** Every pattern at the point under view, best first. */
export function candidatesSection(view: CandidatesView | Nothing): HTMLElement {
  if (view.kind === 'nothing')
    return section('Patterns', 'patterns', h('p', { class: 'empty' }, view.message));
  return section(
    'Patterns at this point',
    'patterns',
    h('p', { class: 'note' }, view.heading),
    ...view.decides.map(({ name, without }) =>
      h(
        'p',
        { class: 'decides' },
        h('strong', {}, name),
        ' decides here: without it the energy would be ',
        math(without),
      ),
    ),
    h(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Patterns' },
      h(
        'table',
        { class: 'candidates' },
        h(
          'thead',
          {},
          h('tr', {}, ...['pattern', ...COLUMNS].map((title) => h('th', { scope: 'col' }, title))),
        ),
        h('tbody', {}, ...view.rows.map(row)),
      ),
    ),
    view.note !== undefined && h('p', { class: 'note' }, view.note),
  );
}

function row(candidate: CandidateRow): HTMLElement {
  const { pattern, energy, standing, terms, parameters, binding, wins, why } = candidate;
  const reached = terms.filter(({ balanced }) => balanced).map(({ layer, label }) => `${layer}: ${label}`);
  return h(
    'tr',
    { class: standing },
    h(
      'th',
      { scope: 'row', title: why.join('\n') },
      pattern.join(', '),
      binding.length > 0 && note(`at the limit of ${binding.join(', ')}`),
    ),
    cell(
      'energy',
      `The largest of the cost terms: ${reached.join('; ')}`,
      math(energy),
      h('div', { class: 'note' }, ...off(candidate)),
    ),
    cell('cost terms', undefined, h('ul', {}, ...terms.map(term))),
    cell('parameters', 'Where the cost terms are smallest together', ...lines(parameters.map(math))),
    cell(
      'wins where',
      'Regions in which this pattern is the named winner',
      ...winning(candidate, wins.length),
    ),
  );
}

const cell = (
  column: (typeof COLUMNS)[number],
  title: string | undefined,
  ...children: Child[]
): HTMLElement => h('td', { title, 'data-title': column }, ...children);

const term = ({ layer, label, order, balanced }: CandidateTerm): HTMLElement =>
  h(
    'li',
    {
      class: balanced ? 'balanced' : 'smaller',
      title: `${label}: ${balanced ? 'reaches the energy' : 'smaller than the energy'}`,
    },
    `${layer}: `,
    math(order),
  );

/** How far off the best, as an exact power of the unit. */
const off = ({ gap, standing }: CandidateRow): Child[] =>
  gap ? [math(gap), ' above'] : [standing === 'tie' ? 'ties' : 'best'];

function winning({ wins, standing }: CandidateRow, count: number): Child[] {
  if (count === 0) return [standing === 'tie' ? 'only ties' : 'nowhere'];
  const shown = wins
    .slice(0, REGIONS)
    .map((conditions, i) => [i > 0 && h('span', { class: 'note' }, 'or '), where(conditions)]);
  return [...lines(shown), count > REGIONS && h('div', {}, `… and ${count - REGIONS} more regions`)];
}

const note = (text: string): HTMLElement => h('div', { class: 'note' }, text);
const lines = (items: readonly Child[]): Child[] => items.map((item) => h('div', {}, item));
