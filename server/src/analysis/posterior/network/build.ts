import { Form } from '../../../orders';
import { nearest } from '../../../syntax/spelling';
import type { Call, Expression, Name, Span } from '../../../syntax/tree';
import type { Reporter } from '../../diagnostic';

/** What the `build` line of a module makes, from its input on, by the steps that trainers have. */
export type Built = { readonly at: Span } & (
  | { readonly step: 'input' | 'query' }
  /** The same weights at every position; without a deviation it is fan_in^(-1/2). */
  | {
      readonly step: 'weights';
      readonly of: Built;
      readonly width: Expression;
      readonly deviation?: Expression;
    }
  /** So many neighbouring positions beside each other at one. */
  | { readonly step: 'windows'; readonly of: Built; readonly size: Expression }
  /** Over all positions. */
  | { readonly step: 'mean'; readonly of: Built }
  /** Softmax attention with heads of this size. */
  | { readonly step: 'attend'; readonly parts: readonly [Built, Built, Built]; readonly head: Expression }
  /** The one that is part of the module. */
  | { readonly step: 'activation'; readonly of: Built; readonly name: Name }
);

/** What a step takes, for a reader who gave it something else. */
const STEPS = {
  weights:
    'a value, the number of units, and where it is not `fan_in^(-1/2)` the standard deviation of the weights: `weights(input, width)`',
  windows: 'a value and the number of positions of a window: `windows(input, patch)`',
  mean: 'a value, whose positions it averages: `mean(input)`',
  attend: 'queries, keys, values and the size of a head: `attend(q, k, v, m)`',
} as const;
export const BUILD_STEPS = Object.keys(STEPS) as (keyof typeof STEPS)[];

/** The number of entries that each unit of `weights` sums. */
export const FAN_IN = 'fan_in';

/** What names mean in a `build` line. */
interface Names {
  readonly input: string;
  /** The activation that the module names. */
  readonly activation: string | undefined;
}

/** Reads a `build` line; undefined after a diagnostic at what is no value. Its sizes are not looked at. */
export function readBuilt(e: Expression, names: Names, reporter: Reporter): Built | undefined {
  switch (e.kind) {
    case 'missing':
      return undefined;
    case 'group':
      return readBuilt(e.inner, names, reporter);
    case 'call':
      return readStep(e, names, reporter);
    case 'name':
      if (e.text === names.input) return { step: 'input', at: e };
      break;
    case 'member':
      if (e.property.text === '') return undefined;
      if (e.object.kind === 'name' && e.object.text === names.input && e.property.text === 'query')
        return { step: 'query', at: e };
  }
  return reporter.report(
    'bad-rule',
    e,
    `Here a value is needed: \`${names.input}\`, \`${names.input}.query\` (the query token of a sequence), or a step applied to a value.`,
  );
}

function readStep(e: Call, names: Names, reporter: Reporter): Built | undefined {
  const { callee, args } = e;
  const name = callee.kind === 'name' ? callee.text : '';
  const value = (arg: Expression): Built | undefined => readBuilt(arg, names, reporter);
  const wrong = (takes: string): undefined =>
    reporter.report('wrong-arguments', e, `\`${name}\` takes ${takes}.`);
  const [first, second, third, fourth] = args;
  const one = args.length === 1 ? first : undefined;
  switch (name) {
    case 'weights': {
      if (!first || !second || fourth) return wrong(STEPS.weights);
      const of = value(first);
      return of && { step: name, of, width: second, ...(third && { deviation: third }), at: e };
    }
    case 'windows': {
      if (!first || !second || third) return wrong(STEPS.windows);
      const of = value(first);
      return of && { step: name, of, size: second, at: e };
    }
    case 'mean': {
      const of = one ? value(one) : wrong(STEPS.mean);
      return of && { step: name, of, at: e };
    }
    case 'attend': {
      if (!first || !second || !third || !fourth || args.length > 4) return wrong(STEPS.attend);
      const [query, key, content] = [value(first), value(second), value(third)];
      return query && key && content && { step: name, parts: [query, key, content], head: fourth, at: e };
    }
  }
  if (callee.kind === 'name' && name === names.activation) {
    const of = one ? value(one) : wrong('one value');
    return of && { step: 'activation', of, name: callee, at: e };
  }
  const near = nearest(name, BUILD_STEPS);
  return reporter.report(
    'bad-rule',
    callee,
    `No trainer has a step of this name. ${near ? `Did you mean \`${near}\`? ` : ''}A module is built of ${BUILD_STEPS.map((step) => `\`${step}\``).join(', ')} and the activation that it names in a line \`activation …\`.`,
    near ? { fixes: [{ title: `Write ${near}`, span: callee, replacement: near }] } : {},
  );
}

/** The values that a value is made of, first the one that is made first. */
export const sourcesOf = (built: Built): readonly Built[] =>
  'of' in built ? [built.of] : 'parts' in built ? built.parts : [];

/** Everything that is built on the way. */
export const within = (built: Built): Built[] => [...sourcesOf(built).flatMap(within), built];

/** The sizes that must be whole numbers. */
export function sizesIn(built: Built): Expression[] {
  return within(built).flatMap((part) => {
    if (part.step === 'weights') return [part.width];
    if (part.step === 'windows') return [part.size];
    return part.step === 'attend' ? [part.head] : [];
  });
}

/** The logs of how many units there are at each position, and of how many positions. */
export interface Extent {
  readonly units: Form;
  readonly positions: Form;
}

/**
 * The orders of what is built from an input of these orders. Undefined after a diagnostic at what does not fit.
 * @param size the order of a size; `fanIn` is known in deviations only
 */
export function extentOf(
  built: Built,
  input: Extent,
  size: (e: Expression, fanIn?: Form) => Form | undefined,
  reporter: Reporter,
): Extent | undefined {
  const of = (part: Built): Extent | undefined => extentOf(part, input, size, reporter);
  switch (built.step) {
    case 'input':
      return input;
    case 'query':
      return { units: input.units, positions: Form.zero };
    case 'weights': {
      const from = of(built.of);
      const units = size(built.width);
      const fits = from && (!built.deviation || size(built.deviation, from.units));
      return from && units && fits ? { units, positions: from.positions } : undefined;
    }
    case 'windows': {
      const [from, count] = [of(built.of), size(built.size)];
      return from && count && { units: from.units.plus(count), positions: from.positions.minus(count) };
    }
    case 'mean': {
      const from = of(built.of);
      return from && { units: from.units, positions: Form.zero };
    }
    case 'activation':
      return of(built.of);
    case 'attend': {
      const [query, key, value] = built.parts.map(of);
      const head = size(built.head);
      if (!query || !key || !value || !head) return undefined;
      if (!key.units.equals(head) && !key.units.equals(query.units))
        return reporter.report(
          'bad-rule',
          built.parts[1].at,
          'Keys have as many units as the queries, or as one head of them.',
        );
      if (!key.positions.equals(value.positions))
        return reporter.report(
          'bad-rule',
          built.parts[2].at,
          'Values stand at the positions of the keys: there must be as many.',
        );
      return { units: value.units, positions: query.positions };
    }
  }
}
