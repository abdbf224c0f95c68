import { Form, merged, Order, Rational, type Region } from '../../orders';
import type { CurveStatement, ResourceRule, Setting } from '../../syntax/tree';
import { timesForm } from '../products';
import type { Scales } from '../scales';
import type { Decays } from './decay';
import type { Meaning, Resource } from './resource';

/** A resource of a curve, and how much there is of it. */
export interface Supply {
  readonly resource: Resource;
  readonly setting: Setting;
  readonly amount: Form;
  /** log of the number of modes that it lets one see. */
  readonly modes?: Form;
}

/** What is the largest in the error on one region of scales. */
export interface Cell {
  readonly region: Region;
  readonly value: Form;
  /** What binds: the power of the target beyond the modes that `supply` lets one see, or what it adds by its `rule`. */
  readonly supply: Supply;
  readonly rule?: ResourceRule;
}

/** The error of a kernel machine, by region of scales. */
export interface Theory {
  /** Where one sees at least one mode of the target. */
  readonly domain: Region;
  readonly error: Order;
  readonly cells: readonly Cell[];
  /** How many modes are seen: the fewest that a resource allows. */
  readonly modes: Order;
  readonly limits: readonly Cell[];
}

/** A learning curve as the text declares it, with its theory. */
export interface Curve {
  readonly statement: CurveStatement;
  readonly decays: Decays;
  readonly supplies: readonly Supply[];
  readonly theory: Theory;
}

/** Why there is none: a rule that is no monomial. */
export interface Failure {
  readonly supply: Supply;
  readonly rule: string;
}

/**
 * One sees the K first modes, K the fewest that a resource allows. What is left of the target is Σ k^-target over k > K, of
 * the order K^(1 - target); each resource adds an error of its own, by its rules. The largest is the error.
 */
export function theoryOf(supplies: readonly Supply[], meaning: Meaning, scales: Scales): Theory | Failure {
  const limiting = supplies.filter((s): s is Supply & { readonly modes: Form } => s.modes !== undefined);
  const domain = scales.within(limiting.map(({ modes }) => ({ form: modes, sense: '>=' })));
  const modes = Order.least(
    limiting.map((s) => s.modes),
    domain,
  );
  const limits = modes.pieces.flatMap(({ region, value }): Cell[] => {
    const supply = limiting.find((s) => domain.modulo(s.modes).equals(domain.modulo(value)));
    return supply ? [{ region, value, supply }] : [];
  });
  const beyond = Form.constant(Rational.one).minus(meaning.target);
  const cells: Cell[] = [];
  for (const limit of limits) {
    const tail = timesForm(limit.value, beyond, (a, b) => scales.product(a, b));
    if (!tail) return { supply: limit.supply, rule: 'modes^(1 - target)' };
    const terms: Omit<Cell, 'region'>[] = [{ value: tail, supply: limit.supply }];
    for (const supply of supplies)
      for (const rule of supply.resource.all('error')) {
        const value = supply.resource.value(rule, { ...meaning, modes: limit.value });
        if (value === 'absent') continue;
        if (!value) return { supply, rule: supply.resource.written(rule) };
        terms.push({ value, supply, rule });
      }
    for (const piece of Order.greatest(
      terms.map((t) => t.value),
      limit.region,
    ).pieces) {
      const term = terms.find((t) => limit.region.modulo(t.value).equals(limit.region.modulo(piece.value)));
      if (term) cells.push({ ...term, region: piece.region });
    }
  }
  return { domain, error: new Order(cells).simplified(), cells: joined(cells, domain), modes, limits };
}

/** Cells with the same value for the same reason as one, where their union is convex. */
function joined(cells: readonly Cell[], domain: Region): Cell[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const { supply, rule, value } = cell;
    const key = `${domain.modulo(value).key()} ${supply.resource.name} ${rule?.start ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.values()].flatMap((group) =>
    merged(group.map((cell) => cell.region)).map((region) => ({
      ...(group[0] as Cell),
      region: region.reduced(),
    })),
  );
}
