import type { ClaimView, OrderView, PanelView, PieceView } from '../../server/src/features/panel-contract';
import { h, section, sentence, type Child } from './dom';
import { math, separated, where } from './formula';

/** The derived order, as a whole and region by region. */
export function orderSection({ name, order }: PanelView): Child {
  if (!order) return undefined;
  const [only, ...others] = order.pieces;
  return section(
    'Order',
    'order',
    order.summary
      ? h('p', { class: 'summary' }, math(order.summary))
      : h('p', {}, h('code', {}, name), ' region by region:'),
    only && (others.length > 0 || only.pattern !== undefined) && regions(order),
    order.pieces.length === 0 &&
      h('p', { class: 'empty' }, 'It is not defined anywhere under the assumptions.'),
  );
}

function regions({ pieces, hidden }: OrderView): Child {
  const patterns = pieces.some(({ pattern }) => pattern !== undefined);
  return [
    h(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Regions' },
      h(
        'table',
        { class: 'regions' },
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ...['order', 'where', ...(patterns ? ['pattern'] : [])].map((t) => h('th', { scope: 'col' }, t)),
          ),
        ),
        h('tbody', {}, ...pieces.map((piece) => regionRow(piece, patterns))),
      ),
    ),
    hidden > 0 && h('p', { class: 'note' }, `… and ${hidden} more regions`),
  ];
}

const regionRow = (
  { formula, where: conditions, pattern, here }: PieceView,
  patterns: boolean,
): HTMLElement =>
  h(
    'tr',
    here ? { class: 'here', 'aria-current': 'true', title: 'The point under view lies here.' } : {},
    h('td', {}, math(formula)),
    h('td', {}, ...where(conditions)),
    patterns && h('td', {}, pattern ?? ''),
  );

/** What became of a claim, where it fails and where it holds. */
export function claimSection({ text, status, verdict, message, witness, holds }: ClaimView): HTMLElement {
  return section(
    'Claim',
    'claim',
    h('p', {}, h('strong', { class: `verdict ${status}` }, verdict), ' ', h('code', {}, text)),
    !witness && h('p', {}, ...sentence(message)),
    witness &&
      h(
        'p',
        {},
        'Fails at ',
        ...separated(witness.at.map(math), ', '),
        ': ',
        ...separated(
          witness.sides.map(({ name, order }) => [`${name} `, math(order)]),
          ', ',
        ),
        '.',
      ),
    holds &&
      h(
        'p',
        {},
        holds.length === 0 ? 'It holds nowhere in its region.' : 'It holds exactly where ',
        ...separated(
          holds.map((conditions) => where(conditions)),
          '; or where ',
        ),
      ),
  );
}
