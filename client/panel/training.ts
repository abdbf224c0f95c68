import type {
  PanelView,
  PropertyRow,
  TrainingView,
  WeightCell,
  WeightRow,
} from '../../server/src/features/panel-contract';
import { h, section, type Child } from './dom';
import { math, separated, where } from './formula';

/** A training at the point under view: its weights, and which known parametrization it is. */
export function trainingSection({ training }: PanelView): Child {
  if (!training) return undefined;
  const { title, weights } = training;
  const rows = weights.map(weightRow);
  return section(
    'Training',
    'training',
    h('p', {}, title),
    recognised(training),
    table('Weights', 'weights', ['weights', ...COLUMNS], rows),
  );
}

/** What of it holds where. */
export function propertiesSection({ training }: PanelView): Child {
  if (!training) return undefined;
  const rows = training.properties.map(propertyRow);
  return section('Properties', 'properties', table('Properties', 'properties', ['property', 'holds'], rows));
}

const COLUMNS = ['multiplier', 'init', 'rate', 'update', 'change'] as const;

function recognised({ recognised: known }: TrainingView): Child {
  return known.map(({ name, shifts }) =>
    h(
      'p',
      { class: 'recognised' },
      'This is ',
      h('strong', {}, name),
      shifts.length > 0 && ', with ',
      ...separated(
        shifts.map(({ weight, by }) => ['the multiplier of ', h('code', {}, weight), ' times ', math(by)]),
        ', ',
      ),
      '.',
    ),
  );
}

const table = (label: string, name: string, head: readonly string[], rows: readonly Child[]): HTMLElement =>
  h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label },
    h(
      'table',
      { class: name },
      h('thead', {}, h('tr', {}, ...head.map((text) => h('th', { scope: 'col' }, text)))),
      h('tbody', {}, ...rows),
    ),
  );

const weightRow = (row: WeightRow): HTMLElement =>
  h(
    'tr',
    {},
    h('th', { scope: 'row', title: `${row.role} weights` }, row.name),
    ...COLUMNS.map((column) => weightCell(row[column])),
  );

const weightCell = ({ formula, from }: WeightCell): HTMLElement =>
  h('td', { title: from }, formula ? math(formula) : '0');

const propertyRow = ({ name, holds, always, here }: PropertyRow): HTMLElement =>
  h(
    'tr',
    here ? { class: 'here', title: 'It holds at the point under view.' } : {},
    h('td', {}, h('code', {}, name)),
    h(
      'td',
      {},
      holds.length === 0 && 'nowhere',
      ...separated(
        holds.map((conditions) => where(conditions)),
        '; or ',
      ),
      always && h('div', { class: 'note' }, 'for all scales where ', ...where(always)),
    ),
  );
