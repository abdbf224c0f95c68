import 'katex/dist/katex.css';
import './panel.css';
import type {
  HostMessage,
  PageMessage,
  PanelAnswer,
  PanelState,
  PanelView,
  RunAction,
} from '../../server/src/features/panel-contract';
import { candidatesSection } from './candidates';
import { derivationSection } from './derivation';
import { diagramSection, pointSection } from './diagram';
import { h, sentence } from './dom';
import { claimSection, orderSection } from './order';
import { update } from './parts';
import { drawPictures } from './picture';
import { runParts } from './run';
import { propertiesSection, trainingSection } from './training';

/** The page of the derivation panel. It shows what it is told and says what the user wishes; it computes nothing. */

declare function acquireVsCodeApi(): {
  postMessage(message: PageMessage): void;
  getState(): { readonly state: PanelState } | undefined;
  setState(state: { readonly state: PanelState }): void;
};

const host = acquireVsCodeApi();
const root = document.querySelector('main') as HTMLElement;
const status = h('div', { class: 'status', role: 'status' });
const title = h('h1');
const parts = {
  text: h('div', { class: 'text' }),
  picture: h('div', { class: 'picture' }),
  more: h('div', { class: 'text' }),
};
const body = h('div', { class: 'body' });
root.replaceChildren(status, body);
let shown: PanelAnswer | undefined;
/** What came while the user was typing. */
let waiting: PanelAnswer | undefined;

const wishes = {
  move: (move: Extract<PageMessage, { kind: 'move' }>['move']) => host.postMessage({ kind: 'move', move }),
  axes: (axes: readonly string[]) => host.postMessage({ kind: 'axes', axes }),
  run: (action: RunAction) => host.postMessage(action),
};

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isHostMessage(data)) return;
  if (data.kind === 'problem')
    status.replaceChildren(h('p', { class: 'warning' }, ...sentence(data.message)));
  else show(data.answer);
});

/** Only the host can post to the page, and what it posts is typed; this keeps out what anything else in the frame might. */
function isHostMessage(data: unknown): data is HostMessage {
  const { kind, answer } = (data ?? {}) as { kind?: unknown; answer?: { kind?: unknown } };
  return kind === 'problem' || (kind === 'answer' && (answer?.kind === 'view' || answer?.kind === 'empty'));
}

function show(answer: PanelAnswer): void {
  // Rendering anew would take away what is half typed.
  waiting = body.querySelector('input[data-typing]:focus') ? answer : undefined;
  if (waiting) return;
  const before = shown?.kind === 'view' ? shown.state.subject : undefined;
  shown = answer;
  if (answer.kind === 'empty') {
    status.replaceChildren();
    body.replaceChildren(h('p', { class: 'empty' }, ...sentence(answer.message)));
    return;
  }
  host.setState({ state: answer.state });
  status.replaceChildren(
    ...(answer.before
      ? [h('p', { class: 'warning' }, 'The text has mistakes: this is of the text before them.')]
      : []),
  );
  root.classList.toggle('before', answer.before);
  keepingPlace(() => {
    if (title.textContent !== answer.name) title.replaceChildren(h('code', {}, answer.name));
    if (!title.isConnected) body.replaceChildren(title, ...Object.values(parts));
    render(answer);
    drawPictures(body);
  });
  // What is new begins at its top, where the verdict on a claim stands.
  if (before !== undefined && before !== answer.state.subject) window.scrollTo(0, 0);
}

function render(view: PanelView): void {
  const { claim, order, point, diagram, candidates, training, why, name } = view;
  const runs = view.runs.flatMap((run, i) => runParts(run, i, wishes));
  const here = view.runs.some((run) => run.here);
  update(parts.text, [
    ...(here ? runs : []),
    { key: 'claim', of: claim, make: () => claim && claimSection(claim) },
    { key: 'order', of: { order, name }, make: () => orderSection(view) },
    { key: 'training', of: training, make: () => trainingSection(view) },
    ...(here ? [] : runs),
  ]);
  update(parts.picture, [
    { key: 'point', of: [point, overtyped()], make: () => pointSection(view, wishes) },
    { key: 'diagram', of: diagram, make: () => diagramSection(diagram, wishes) },
  ]);
  update(parts.more, [
    { key: 'candidates', of: candidates, make: () => candidates && candidatesSection(candidates) },
    { key: 'properties', of: training, make: () => propertiesSection(view) },
    { key: 'why', of: why, make: () => derivationSection(why) },
  ]);
}

/** What was typed where the answer may not have followed it: such fields are made anew. */
const overtyped = (): string[] =>
  [...parts.picture.querySelectorAll('input')]
    .filter(({ value, defaultValue }) => value !== defaultValue)
    .map(({ value }) => value);

/** Renders anew; what was opened or closed stays so, what was scrolled stays there, and so do the focus and what is selected. */
function keepingPlace(render: () => void): void {
  const all = <T extends Element>(selector: string): T[] => [...body.querySelectorAll<T>(selector)];
  const open = new Map(
    all<HTMLDetailsElement>('details').map((details) => [details.dataset.key, details.open]),
  );
  const places = all('.scroll').map(({ scrollTop, scrollLeft }) => ({ scrollTop, scrollLeft }));
  const active = document.activeElement as HTMLElement | null;
  const focused = active?.dataset.key;
  // A field that is about to be overwritten is selected as a whole.
  const isSelected =
    active instanceof HTMLInputElement &&
    active.selectionStart === 0 &&
    active.selectionEnd === active.value.length;
  const anchor = all<HTMLElement>('[data-part]').find(
    (part) => part.firstChild && part.getBoundingClientRect().bottom > 0,
  );
  const top = anchor?.getBoundingClientRect().top ?? 0;
  render();
  for (const details of all<HTMLDetailsElement>('details'))
    details.open = open.get(details.dataset.key) ?? details.open;
  all('.scroll').forEach((element, i) => Object.assign(element, places[i] ?? {}));
  if (focused !== undefined) {
    const again = all<HTMLElement>('[data-key]').find(({ dataset }) => dataset.key === focused);
    again?.focus({ preventScroll: true });
    if (isSelected && again instanceof HTMLInputElement) again.select();
  }
  if (anchor?.isConnected) window.scrollBy(0, anchor.getBoundingClientRect().top - top);
}

body.addEventListener('focusout', () => waiting && show(waiting));

const redraw = (): void => {
  if (shown?.kind === 'view') drawPictures(body, true);
};
new ResizeObserver(redraw).observe(body);
// VS Code changes the classes of the body with its theme.
new MutationObserver(redraw).observe(document.body, { attributes: true, attributeFilter: ['class'] });

const before = host.getState();
host.postMessage(before ? { kind: 'ready', state: before.state } : { kind: 'ready' });
