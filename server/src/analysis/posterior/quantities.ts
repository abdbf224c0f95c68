import type { Order, Point, Region } from '../../orders';
import type { Call, Expression, Name, PosteriorStatement } from '../../syntax/tree';
import { visit } from '../../syntax/walk';
import type { Reporter } from '../diagnostic';
import type { FactContent } from '../facts';
import { countTies, type CountTies } from './counts';
import { namesOf } from './energy/theory';
import type { Posterior } from './declaration';
import { ORDER_CALLS } from '../known-calls';
import { meant } from '../meant';
import type { SymbolTable } from '../symbols';

/** What can be asked of a posterior: `samples(p)`, `energy(p)` with or without given patterns, `count(p.h)`, `pattern(p)`. */
export class Quantities {
  constructor(
    private readonly symbols: SymbolTable,
    private readonly reporter: Reporter,
    private readonly posterior: (statement: PosteriorStatement) => Posterior | undefined,
    private readonly facts: (posterior: Posterior) => readonly FactContent[],
  ) {}

  /** The order of a call; undefined after a diagnostic. */
  order(call: Call): Order | undefined {
    const name = call.callee.kind === 'name' ? call.callee.text : '';
    const [first, ...patterns] = call.args;
    if (name === 'pattern')
      return this.reporter.report(
        'not-an-order',
        call,
        'A pattern is no order; claim it as `pattern(p) = lazy, specialization`.',
      );
    if (!['samples', 'energy', 'count'].includes(name) || !first) {
      const near = call.callee.kind === 'name' ? meant(call.callee, ORDER_CALLS) : undefined;
      const known =
        'ask for samples, energy, count or pattern of a posterior, or for a size, update, change or rate of a training.';
      return this.reporter.report(
        'unknown-name',
        call.callee,
        `There is no quantity \`${name}\`${near ? `. ${near.question}` : `; ${known}`}`,
        { fixes: near?.fixes ?? [] },
      );
    }
    if (name === 'count') return this.count(first, call);
    const posterior = this.asked(first);
    if (!posterior) return undefined;
    const energy =
      patterns.length === 0 ? posterior.theory.energy : this.restricted(posterior, patterns, call);
    if (!energy || name === 'energy') return energy;
    return energy.timesMonomial(posterior.ridge);
  }

  /** For a claim `pattern(p) = …`: the least energy with these patterns (if any scales allow them) and the least of all. */
  pattern(call: Call, names: readonly Name[]): { restricted: Order | undefined; energy: Order } | undefined {
    const [first, ...others] = call.args;
    const posterior = first && others.length === 0 ? this.asked(first) : undefined;
    if (!posterior) return undefined;
    const found = this.named(posterior, names, call);
    return found && { restricted: posterior.theory.energyOf(found), energy: posterior.theory.energy };
  }

  winnerAt(call: Call, point: Point): string {
    const posterior = call.args[0] && this.asked(call.args[0]);
    const best = posterior?.theory.tiesAt(point)?.paths[0];
    return best ? namesOf(best).join(', ') : 'unknown';
  }

  /** The ties in a region that leave open a count that an expression, or a `let` in it, asks for. */
  ambiguousAt(expression: Expression, region: Region): CountTies {
    const found = this.calls(expression, ['count']).flatMap((call) => {
      const [subject] = call.args;
      const posterior = subject?.kind === 'member' ? this.asked(subject.object) : undefined;
      const layer =
        subject?.kind === 'member' ? (posterior?.theory.layers.indexOf(subject.property.text) ?? -1) : -1;
      const order = posterior && layer >= 0 ? this.order(call) : undefined;
      return posterior && order ? [countTies(posterior.theory, layer, order, region)] : [];
    });
    const missing = found.find((ties) => ties.missing)?.missing;
    return {
      wide: found.flatMap(({ wide }) => wide),
      ...(missing ? { missing } : {}),
      thin: found.flatMap(({ thin }) => thin),
      complete: found.every(({ complete }) => complete),
    };
  }

  /** Why something that an expression asks of a posterior is nothing at a point, where that is known. */
  nothingBecause(expression: Expression, point: Point): string | undefined {
    for (const { callee, args } of this.calls(expression, ['samples', 'energy', 'count'])) {
      const [subject, ...patterns] = args;
      const named = subject?.kind === 'member' ? subject.object : subject;
      const posterior = patterns.length === 0 && named ? this.asked(named) : undefined;
      const layer = subject?.kind === 'member' ? `.${subject.property.text}` : '';
      const quantity = callee.kind === 'name' ? callee.text : '';
      const fact = posterior && `${quantity}(${posterior.statement.name.text}${layer})`;
      const why =
        posterior &&
        this.facts(posterior)
          .find(({ name }) => name === fact)
          ?.nothingBecause?.(point);
      if (why !== undefined) return why;
    }
    return undefined;
  }

  /** The calls of some quantities that an expression stands on. */
  private calls(expression: Expression, names: readonly string[], met = new Set<string>()): Call[] {
    const calls: Call[] = [];
    visit(expression, (node) => {
      if (node.kind === 'call' && node.callee.kind === 'name' && names.includes(node.callee.text))
        calls.push(node);
      const named = node.kind === 'name' && !met.has(node.text) ? this.symbols.find(node.text) : undefined;
      if (named?.statement.kind !== 'let') return;
      met.add(named.name);
      calls.push(...this.calls(named.statement.value, names, met));
    });
    return calls;
  }

  /** The posterior that an expression names; undefined after a diagnostic. */
  asked(expression: Expression): Posterior | undefined {
    if (expression.kind === 'missing') return undefined;
    if (expression.kind !== 'name')
      return this.reporter.report('wrong-arguments', expression, 'The name of a posterior is needed here.');
    const symbol = this.symbols.use(expression, 'posterior');
    return symbol && this.posterior(symbol.statement as PosteriorStatement);
  }

  private count(subject: Expression, call: Call): Order | undefined {
    const posterior = this.asked(subject.kind === 'member' ? subject.object : subject);
    if (!posterior) return undefined;
    const layer = subject.kind === 'member' ? subject.property : undefined;
    const name = posterior.statement.name.text;
    const { layers } = posterior.theory;
    if (!layer || !layers.includes(layer.text))
      return this.reporter.report(
        'wrong-arguments',
        layer ?? subject,
        `Ask for a layer: ${layers.map((l) => `\`count(${name}.${l})\``).join(', ')}.`,
      );
    const order = this.facts(posterior).find((f) => f.name === `count(${name}.${layer.text})`)?.order;
    if (order && order.pieces.length > 0) return order;
    const why =
      posterior.theory.parts.length > 1
        ? 'Counts are derived for a target of one part only.'
        : order
          ? `The minimum leaves open how many neurons of \`${layer.text}\` specialise.`
          : `No pattern that wins by itself has a count in \`${layer.text}\`; where patterns tie, one may.`;
    return this.reporter.report('not-an-order', call, why);
  }

  private restricted(posterior: Posterior, patterns: readonly Expression[], call: Call): Order | undefined {
    const names = this.named(posterior, patterns, call);
    return (
      names &&
      (posterior.theory.energyOf(names) ??
        this.reporter.report('not-an-order', call, 'No scales allow these patterns.'))
    );
  }

  private named(posterior: Posterior, patterns: readonly Expression[], call: Call): string[] | undefined {
    const { layers } = posterior.theory;
    const names = patterns.filter((p): p is Name => p.kind === 'name');
    if (names.length !== patterns.length || names.length !== layers.length)
      return this.reporter.report(
        'wrong-arguments',
        call,
        `One pattern for each of the layers ${layers.join(', ')} is needed.`,
      );
    return names.every((n) => this.symbols.use(n, 'pattern')) ? names.map((n) => n.text) : undefined;
  }
}
