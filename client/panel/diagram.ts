import { axisValues, draw } from '../../plot/phase-diagram';
import type {
  DiagramView,
  Move,
  Nothing,
  PanelView,
  PointView,
} from '../../server/src/features/panel-contract';
import { h, section, sentence, type Child } from './dom';
import { math, separated } from './formula';
import { frameFor } from './picture';

/** What a user can do here. */
export interface Wishes {
  move(move: Move): void;
  axes(axes: readonly string[]): void;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
};

/** The point under view, exactly and in the user's scales, with a field for each exponent. */
export function pointSection({ point }: PanelView, wishes: Wishes): HTMLElement {
  return section(
    'Point under view',
    'point',
    h(
      'p',
      { 'aria-live': 'polite' },
      ...separated(point.scales.map(math), ', '),
      point.scales.length > 0 && ': ',
      pointOrder(point),
    ),
    point.note !== undefined && h('p', { class: 'note', role: 'status' }, ...sentence(point.note)),
    fields(point, wishes),
  );
}

function pointOrder({ order }: PointView): Child {
  if (order.kind === 'regime') return h('strong', {}, order.name);
  return order.kind === 'nothing' ? order.message : math(order.formula);
}

function fields({ exponents }: PointView, { move }: Wishes): Child {
  if (exponents.length === 0) return undefined;
  return h(
    'p',
    { class: 'fields' },
    ...exponents.map(({ axis, value }) => {
      const field = h('input', {
        type: 'text',
        value,
        size: '5',
        spellcheck: 'false',
        'data-key': `exponent ${axis}`,
      });
      field.addEventListener('input', () => (field.dataset.typing = ''));
      field.addEventListener('change', () => {
        delete field.dataset.typing;
        move({ kind: 'set', values: { [axis]: field.value.trim() } });
      });
      return h('label', {}, `${axis} = `, field);
    }),
  );
}

/** The phase diagram; a click or an arrow key moves the point. */
export function diagramSection(view: DiagramView | Nothing, wishes: Wishes): HTMLElement {
  if (view.kind === 'nothing')
    return section('Phase diagram', 'diagram', h('p', { class: 'empty' }, ...sentence(view.message)));
  const { picture, axes, choices } = view;
  const frame = frameFor(
    (options) => draw(picture, { ...options, height: Math.round(options.width * 0.75) }),
    {
      class: 'diagram',
      tabindex: '0',
      role: 'group',
      'data-key': 'diagram',
      'aria-label': `Phase diagram of ${picture.quantity} over ${axes.join(' and ')}. Arrow keys move the point under view.`,
    },
  );
  frame.addEventListener('keydown', (event) => {
    const by = ARROWS[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault(); // else the page scrolls
    wishes.move({ kind: 'by', by });
  });
  frame.addEventListener('click', ({ clientX, clientY }) => {
    const svg = frame.querySelector('svg');
    const at = svg && axisValues(svg, clientX, clientY);
    if (!at) return;
    const found = [at.x, at.y].slice(0, axes.length);
    wishes.move({
      kind: 'set',
      values: Object.fromEntries(found.map(({ exact }, i) => [axes[i] as string, exact])),
    });
  });
  return section(
    'Phase diagram',
    'diagram',
    choices.length > 2 && selects(view, wishes),
    frame,
    h('p', { class: 'note' }, 'Click, or use the arrow keys, to move the point under view.'),
  );
}

function selects({ axes, choices }: DiagramView, wishes: Wishes): HTMLElement {
  const one = (label: string, at: number): HTMLElement => {
    const select = h(
      'select',
      { 'data-key': `axis ${at}` },
      ...choices.map((name) => h('option', { value: name, selected: name === axes[at] }, name)),
    );
    select.addEventListener('change', () => {
      const other = axes[1 - at] as string;
      // The same exponent on both axes says nothing: the two change places.
      const next = select.value === other ? (axes[at] as string) : other;
      wishes.axes(at === 0 ? [select.value, next] : [next, select.value]);
    });
    return h('label', {}, `${label} `, select);
  };
  return h('p', { class: 'fields' }, one('across', 0), one('up', 1));
}
