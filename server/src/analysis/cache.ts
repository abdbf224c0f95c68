import { Region, type Constraint, type Form } from '../orders';
import type { Span, Statement } from '../syntax/tree';
import type { Diagnostic, Fix, Reporter } from './diagnostic';
import { Products } from './products';
import { PosteriorTheory, type PosteriorProblem } from './posterior/energy/theory';

/** Entries kept beyond those that the last two analyses used. */
const SPARE = 500;

interface Entry {
  readonly value: unknown;
  /** The last analysis that used it. */
  used: number;
}

/** What deriving a statement said, with places relative to the statement. */
interface Remembered<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Results that survive an edit, by content: what an edit does not touch is not derived again. Bounded: what the last two
 * analyses used stays, and some more.
 */
export class AnalysisCache {
  private readonly entries = new Map<string, Entry>();
  private readonly names = new Map<string, string>();
  private analysis = 0;
  private nextName = 0;

  get size(): number {
    return this.entries.size;
  }

  remember<T>(key: string, make: () => T): T {
    const entry = this.entries.get(key);
    if (entry) {
      entry.used = this.analysis;
      return entry.value as T;
    }
    const value = make();
    this.entries.set(key, { value, used: this.analysis });
    return value;
  }

  /** Says that an analysis is complete; lets go of what was not used lately when there is too much of it. */
  settle(): void {
    const recent = [...this.entries.values()].filter((entry) => entry.used >= this.analysis - 1).length;
    if (this.entries.size > recent + SPARE)
      for (const [key, entry] of this.entries) if (entry.used < this.analysis - 1) this.entries.delete(key);
    this.analysis++;
  }

  /** A short name for a long text, so that keys stay short. */
  nameOf(text: string): string {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    if (this.names.size > SPARE) this.names.clear();
    const name = `#${String(this.nextName++)}`;
    this.names.set(text, name);
    return name;
  }

  /**
   * The value of a statement, made once for all texts in which it means the same; its diagnostics move with it.
   * @param startOf where this analysis has the declaration of a name
   * @param said keys of this analysis whose diagnostics were said already
   */
  statement<T>(
    key: string,
    at: Statement,
    { reporter, said, startOf }: { reporter: Reporter; said: Set<string>; startOf: (name: string) => number },
    make: () => T,
  ): T {
    let fresh = false;
    const { value, diagnostics } = this.remember(key, (): Remembered<T> => {
      fresh = true;
      const before = reporter.diagnostics.length;
      const value = make();
      // Statements derived on the way report for themselves.
      const own = reporter.diagnostics.slice(before).filter((d) => d.start >= at.start && d.end <= at.end);
      return { value, diagnostics: own.map((d) => moved(d, -at.start, (name) => -startOf(name))) };
    });
    if (!fresh && !said.has(key))
      for (const d of diagnostics) reporter.diagnostics.push(moved(d, at.start, startOf));
    said.add(key);
    return value;
  }

  /** Equal constraints give the same region object, with everything it has worked out. */
  region(constraints: readonly Constraint[], products = Products.none): Region {
    const key = constraints.map((c) => `${c.form.key()}${c.sense}`).join(';');
    return this.remember(`region ${products.key} ${key}`, () => products.close(new Region(constraints)));
  }

  theory(problem: PosteriorProblem): PosteriorTheory {
    const { layers, network, initial } = problem.architecture;
    const written = (orders: ReadonlyMap<string, Form>): string =>
      [...orders].map(([name, form]) => `${name}=${form.key()}`).join();
    const modules = layers.map(
      (l) => `${l.name}:${l.module.written}(${written(l.given)}):${l.activation.key}`,
    );
    const rules = problem.patterns.map((p) => p.written);
    const key = [
      ...modules,
      `${network.readOut.module.written}(${written(network.readOut.orders)})`,
      initial.key(),
      ...problem.parts.map((part) => `${part.degree} ${part.text}`),
      ...rules,
      ...problem.off,
      problem.region.key(),
    ].join('|');
    return this.remember(
      `theory ${key}`,
      () => new PosteriorTheory(problem, key, (name, make) => this.remember(name, make)),
    );
  }
}

const shifted = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

function moved(diagnostic: Diagnostic, by: number, byOf: (name: string) => number): Diagnostic {
  const { fixes } = diagnostic;
  const fixed = (fix: Fix): Fix => ({
    ...fix,
    span: shifted(fix.span, fix.declared === undefined ? by : byOf(fix.declared)),
  });
  return {
    ...diagnostic,
    ...shifted(diagnostic, by),
    ...(fixes ? { fixes: fixes.map(fixed) } : {}),
  };
}
