import type { Form } from '../orders';
import { list, relation, word, type Chart, type Notation, type Order, type Region } from '../orders';
import type { LetStatement } from '../syntax/tree';
import type { MinimumMet } from './document-names';
import type { Derivation, FactContent, Piece } from './facts';
import { bestChoice, factOf, once } from './derivation';
import { uncovered } from './domain';
import { formulaOf } from './formula';
import type { Products } from './products';
import { conditionsOf } from './say';

/** The fact of a `let`: its order, and for a minimum the balance on each region. */
export function letFact(
  statement: LetStatement,
  order: Order,
  met: MinimumMet | undefined,
  text: string,
  { region, chart, products }: { region: Region; chart: Chart; products: Products },
): FactContent {
  const name = statement.name.text;
  const written = text.slice(statement.value.start, statement.value.end).replace(/\s+/g, ' ');
  const seen = once(() => products.seen(order));
  const pieces = (): Piece[] => {
    const reasons = met ? balances(met, chart) : [];
    return seen().pieces.map((piece) => {
      const formula = chart.monomial(piece.value);
      const derivation = {
        title: met ? `Minimum: ${written}` : `The largest term of ${written}`,
        formula: relation(word(name), '~', formula),
        steps: reasons
          .filter((r) => r.region.intersect(piece.region).fullDimensionalIn(piece.region))
          .map((r) => r.derivation),
      };
      const when = conditionsOf(piece.region, region, chart);
      return { region: piece.region, when, value: piece.value, formula, derivation };
    });
  };
  return factOf({
    name,
    order: () => order,
    pieces,
    summary: () => (uncovered(region, order) ? undefined : formulaOf(seen(), chart)),
    title: written,
    at: (point) => {
      const exponent = order.at(point);
      return exponent && { exponent };
    },
  });
}

/** Which terms balance where, and what the chosen parameters are there. */
function balances({ minimum }: MinimumMet, chart: Chart): { region: Region; derivation: Derivation }[] {
  const terms = (forms: readonly Form[]): Notation[] => forms.map((form) => chart.monomial(form));
  const balance = minimum.balances.map((b) => ({
    region: b.region,
    derivation: {
      title:
        b.terms.length > 1
          ? 'These terms balance'
          : `One term is the largest at the best choice${bound(b.constraints)}`,
      formula: list(terms(b.terms.map((t) => t.term.form))),
      steps: [],
    },
  }));
  const chosen = minimum
    .argmin()
    .flatMap(({ region, values }) =>
      [...values].map(([parameter, value]) => ({ region, derivation: bestChoice(parameter, value, chart) })),
    );
  return [...balance, ...chosen];
}

function bound(constraints: readonly { constraint: { label?: string } }[]): string {
  const labels = constraints.flatMap(({ constraint }) => (constraint.label ? [constraint.label] : []));
  return labels.length > 0 ? `, at an end of a range (${labels.join(', ')})` : '';
}
