import type { ActivationStatement, Expression } from '../../../syntax/tree';
import type { Reporter } from '../../diagnostic';
import { readGrowth } from '../../dynamics/network/growth';

/** Which powers q of a feature's degree an activation carries. */
export interface Activation {
  readonly name: string;
  /** Equal keys, equal rules. */
  readonly key: string;
  carries(q: number): boolean;
}

/** `dense(h, N)` without an activation. */
export const IDENTITY: Activation = { name: 'identity', key: '1', carries: (q) => q === 1 };

/** Reads `degrees odd`, `degrees 1, even`, `degrees all`. */
export function readActivation(statement: ActivationStatement, reporter: Reporter): Activation | undefined {
  const tests: ((q: number) => boolean)[] = [];
  const written: string[] = [];
  for (const setting of statement.settings) {
    if (setting.key.text === 'growth') {
      if (!readGrowth(statement))
        reporter.report('bad-rule', setting, 'The growth of an activation is `linear` or `bounded`.');
      continue;
    }
    if (setting.key.text !== 'degrees') {
      reporter.report(
        'unsupported-setting',
        setting.key,
        `An activation has \`degrees\` and \`growth\`, not \`${setting.key.text}\`.`,
      );
      continue;
    }
    for (const value of setting.values) {
      const test = degrees(value);
      if (test) tests.push(test);
      if (value.kind === 'name' || value.kind === 'number') written.push(value.text);
      else reporter.report('bad-rule', value, 'Degrees are whole numbers, `odd`, `even` or `all`.');
    }
  }
  if (tests.length === 0)
    return reporter.report('bad-rule', statement.name, 'An activation needs the degrees that it carries.');
  return { name: statement.name.text, key: written.join(), carries: (q) => tests.some((test) => test(q)) };
}

function degrees(value: Expression): ((q: number) => boolean) | undefined {
  if (value.kind === 'number' && /^\d+$/.test(value.text)) return (q) => q === Number(value.text);
  if (value.kind !== 'name') return undefined;
  const named: Record<string, (q: number) => boolean> = {
    odd: (q) => q % 2 === 1,
    even: (q) => q % 2 === 0,
    all: () => true,
  };
  return Object.hasOwn(named, value.text) ? named[value.text] : undefined;
}
