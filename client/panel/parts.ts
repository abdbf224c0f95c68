import { h, type Child } from './dom';

/** A part of the page and what it is made from. */
export interface Part {
  /** Unlike that of any other. */
  readonly key: string;
  readonly of: unknown;
  make(): Child;
}

/** What the parts on the page were made from. */
const made = new WeakMap<Element, string>();

/** Brings parts up to date, in sequence. What is made from the same is not touched, so that it neither flickers nor loses a selection. */
export function update(container: HTMLElement, parts: readonly Part[]): void {
  const keys = new Set(parts.map(({ key }) => key));
  const there = new Map<string | undefined, HTMLElement>();
  for (const element of [...container.children] as HTMLElement[])
    if (keys.has(element.dataset.part ?? '')) there.set(element.dataset.part, element);
    else element.remove();
  parts.forEach(({ key, of, make }, i) => {
    const element = there.get(key) ?? h('div', { 'data-part': key });
    const from = JSON.stringify(of) ?? '';
    if (made.get(element) !== from) element.replaceChildren(...h('div', {}, make()).childNodes);
    made.set(element, from);
    const next = container.children[i] ?? null;
    if (next !== element) container.insertBefore(element, next);
  });
}
