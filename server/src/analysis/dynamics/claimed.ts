import type { ClaimStatement, ParametrizationStatement } from '../../syntax/tree';
import type { Property } from './counting/property';
import type { TrainingContext } from './context';
import type { TrainingQuantities } from './quantities';
import { sameAs } from './symmetry';

/**
 * The property of a training that a claim states: `stable(t)`, or `parametrization(t) = mup`. Undefined for claims of other
 * things, `refused` after a diagnostic.
 */
export function claimedProperty(
  { claim }: Pick<ClaimStatement, 'claim'>,
  quantities: TrainingQuantities,
  context: TrainingContext,
): Property | 'refused' | undefined {
  const { first, rest } = claim;
  if (first.kind !== 'call' || first.callee.kind !== 'name') return undefined;
  const { symbols, reporter } = context;
  const name = first.callee.text;
  if (name === 'parametrization') {
    const [step, ...others] = rest;
    const [side, ...more] = step?.sides ?? [];
    if (!step || side?.kind !== 'name' || step.relation !== '=' || others.length > 0 || more.length > 0) {
      reporter.report(
        'wrong-arguments',
        first,
        'A parametrization is claimed by its name: `parametrization(t) = mup`.',
      );
      return 'refused';
    }
    const asked = quantities.asked(first);
    if (asked?.part) {
      reporter.report('wrong-arguments', asked.part, 'A parametrization is of a training as a whole.');
      return 'refused';
    }
    const other = asked && symbols.use(side, 'parametrization');
    const requirements =
      other && sameAs(asked.training, other.statement as ParametrizationStatement, context);
    if (typeof requirements === 'string') reporter.report('wrong-arguments', side, requirements);
    return typeof requirements === 'object' ? { requirements, presupposed: [], negated: false } : 'refused';
  }
  if (!quantities.isProperty(name)) return undefined;
  if (rest.length > 0) {
    reporter.report(
      'wrong-arguments',
      first,
      `\`${name}\` is claimed by itself, as in \`claim ${name}(t)\`.`,
      {
        fixes: [{ title: 'Claim it by itself', span: { start: first.end, end: claim.end }, replacement: '' }],
      },
    );
    return 'refused';
  }
  return quantities.property(first) ?? 'refused';
}
