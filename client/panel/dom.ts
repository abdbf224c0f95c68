/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

export type Child = Node | string | undefined | false | readonly Child[];

/** An element with attributes and children. Text is set as text, never as markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  element.append(...flat(children));
  return element;
}

function flat(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child) =>
    child === undefined || child === false
      ? []
      : typeof child === 'string' || child instanceof Node
        ? [child]
        : flat(child),
  );
}

/** Sentences of ours, with what stands between backticks as code. */
export const sentence = (text: string): Child[] =>
  text.split(/`([^`]+)`/).map((part, i) => (i % 2 === 1 ? h('code', {}, part) : part));

/** A part of the page under its heading. */
export const section = (title: string, key: string, ...children: readonly Child[]): HTMLElement =>
  h('section', { 'aria-labelledby': key, 'data-section': key }, h('h2', { id: key }, title), ...children);
