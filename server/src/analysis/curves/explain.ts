import { relation, word, type Chart, type Region } from '../../orders';
import { factOf } from '../derivation';
import { uncovered } from '../domain';
import type { Derivation, FactContent, Piece } from '../facts';
import { formulaOf } from '../formula';
import { conditionsOf } from '../say';
import type { Cell, Curve, Supply } from './theory';

const TAIL_SOURCE = 'arXiv:2006.13198; arXiv:2105.15004; arXiv:2402.01092';

/** The facts of a curve: its error, and how many modes of the target it sees. */
export function curveFacts(curve: Curve, region: Region, chart: Chart): FactContent[] {
  const name = curve.statement.name.text;
  const { theory } = curve;
  return [
    fact(`error(${name})`, 'error', theory.error, theory.cells, errorReason),
    fact(`modes(${name})`, 'modes', theory.modes, theory.limits, limitReason),
  ];

  function fact(
    called: string,
    what: 'error' | 'modes',
    order: Curve['theory']['error'],
    cells: readonly Cell[],
    reason: (cell: Cell) => Derivation,
  ): FactContent {
    const pieces = (): Piece[] =>
      cells.map((cell) => ({
        region: cell.region,
        when: conditionsOf(cell.region, region, chart),
        value: cell.value,
        formula: chart.monomial(cell.value),
        pattern: [binding(cell)],
        derivation: reason(cell),
      }));
    return factOf({
      name: called,
      order: () => order,
      pieces,
      summary: () => (uncovered(region, order) ? undefined : formulaOf(order, chart)),
      title: what === 'error' ? 'The largest part of the error' : 'The fewest modes that a resource allows',
      at: (point) => {
        const exponent = order.at(point);
        const here = cells.filter((c) => c.region.contains(point)).map((c) => [binding(c)]);
        const [pattern, ...ties] = here;
        return (
          exponent && { exponent, ...(pattern ? { pattern } : {}), ...(ties.length > 0 ? { ties } : {}) }
        );
      },
    });
  }

  function errorReason(cell: Cell): Derivation {
    const { supply, rule, value } = cell;
    const formula = relation(word(`error(${name})`), '~', chart.monomial(value));
    const modes = modesSeen(cell.region);
    if (!rule)
      return {
        title: `Limited by ${supply.resource.name}: what is left of the target beyond the modes seen`,
        formula,
        source: TAIL_SOURCE,
        because: 'the power k^-target of all modes beyond K adds up to K^(1 - target)',
        steps: modes,
      };
    return {
      title: `Error of ${supply.resource.name}: ${supply.resource.written(rule)}`,
      formula,
      ...notes(supply),
      steps: modes,
    };
  }

  /** Why no more modes are seen on a region. */
  function modesSeen(region: Region): Derivation[] {
    return theory.limits
      .filter((limit) => limit.region.intersect(region).fullDimensionalIn(region))
      .map(limitReason);
  }

  function limitReason({ supply, value }: Cell): Derivation {
    const self = relation(word(`modes(${name})`), '~', chart.monomial(value));
    const [rule] = supply.resource.all('modes').map((r) => supply.resource.written(r));
    const how = rule === undefined || rule === supply.resource.name ? '' : `: ${rule}`;
    return {
      title: `Modes seen, by ${supply.resource.name}${how}`,
      formula: self,
      ...notes(supply),
      steps: [],
    };
  }
}

/** Which resource binds, and how, in a few words. */
const binding = ({ supply, rule }: Cell): string =>
  `${rule ? 'error of' : 'limited by'} ${supply.resource.name}`;

function notes({ resource }: Supply): Pick<Derivation, 'source' | 'because'> {
  const { source, because } = resource.statement.notes;
  return { ...(source ? { source: source.value } : {}), ...(because ? { because: because.value } : {}) };
}
