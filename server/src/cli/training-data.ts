import type { Analysis, TrainingResult } from '../analysis/facts';
import { toText, type Order, type Point } from '../orders';
import { propertyData } from './property';
import { formula, orderOf, piecesOf, placedMultipliers, WEIGHT_ORDERS, wholeFacts } from './training-orders';

/** What `derive --json` prints of a training. */
export function trainingData(result: TrainingResult, analysis: Analysis, point: Point | undefined): object {
  const { training } = result;
  const { statement, program, optimizer, parametrization, alignment, counting } = training;
  const order = (value: Order | undefined): object | null =>
    value && value.pieces.length > 0 ? orderData(value, analysis, point) : null;
  const monomial = (form: Parameters<typeof analysis.chart.monomial>[0]): string =>
    toText(analysis.chart.monomial(form));
  return {
    name: statement.name.text,
    network: program.name,
    optimizer: optimizer.written,
    parametrization: parametrization.written,
    alignment: alignment.name,
    weights: counting.weights.map(({ weight, node, multiplier, init, rate }) => ({
      name: weight.name,
      role: weight.role,
      fanIn: monomial(weight.fanIn),
      fanOut: monomial(weight.fanOut),
      passes: node.within ? monomial(node.within.count) : null,
      tied: node.within?.tied === true,
      from: { multiplier: multiplier.from, init: init.from, rate: rate.from },
      ...Object.fromEntries(
        WEIGHT_ORDERS.map((what) => [what, order(orderOf(training, what, weight.name))] as const),
      ),
    })),
    multipliers: placedMultipliers(training).map(({ place, value }) => ({ place, ...order(value) })),
    orders: Object.fromEntries(wholeFacts(result).map((fact) => [fact.name, order(fact.order)])),
    properties: result.standings().map((standing) => propertyData(standing, analysis, point)),
    recognised: result.recognised().map(({ name, shifts }) => ({
      name,
      shifts: Object.fromEntries(shifts.map(({ weight, by }) => [weight, order(by)])),
    })),
  };
}

/** The keys of a fact's order. */
function orderData(order: Order, analysis: Analysis, point: Point | undefined): object {
  const shown = formula(order, analysis);
  return {
    exponent: (point && order.at(point)?.toString()) ?? null,
    order: shown ? toText(shown) : null,
    ...(point ? {} : { pieces: piecesOf(order, analysis) }),
  };
}
