import katex from 'katex';
import type { Formula, Where } from '../../server/src/features/panel-contract';
import { h, type Child } from './dom';

/**
 * A formula, drawn by KaTeX into an element: its styles are set one by one through the object model, which the content
 * policy allows, and never as text. What KaTeX cannot read stands as it is written in the language.
 */
export function math({ tex, text }: Formula): HTMLElement {
  const element = h('span', { class: 'formula', title: text });
  try {
    katex.render(tex, element, {
      output: 'htmlAndMathml',
      throwOnError: true,
      trust: false,
      strict: 'ignore',
    });
  } catch {
    element.replaceChildren(h('code', {}, text));
  }
  return element;
}

/** Conditions of one region; a line may end behind a comma, and not before it. */
export const where = (conditions: Where): Child[] =>
  conditions.length === 0
    ? ['everywhere']
    : separated(
        conditions.map((condition, i) =>
          h('span', { class: 'condition' }, math(condition), i < conditions.length - 1 && ','),
        ),
        ' ',
      );

export const separated = (items: readonly Child[], between: Child): Child[] =>
  items.flatMap((item, i) => (i === 0 ? [item] : [between, item]));
