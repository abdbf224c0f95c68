import { Region, type Constraint } from '../orders';
import type { Span, Statement } from '../syntax/tree';
import type { Diagnostic, Reporter } from './diagnostic';
import { PosteriorTheory, type PosteriorProblem } from './posterior';
import type { SymbolTable } from './symbols';

const LIMIT = 1000;

/** What deriving a statement said, with places relative to the statement. */
interface Remembered<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
  readonly uses: readonly (Span & { readonly name: string })[];
}

/** Results that survive an edit, by content: what an edit does not touch is not derived again. Bounded, oldest out. */
export class AnalysisCache {
  private readonly entries = new Map<string, unknown>();

  get size(): number {
    return this.entries.size;
  }

  remember<T>(key: string, make: () => T): T {
    const value = this.entries.has(key) ? (this.entries.get(key) as T) : make();
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > LIMIT) this.entries.delete(this.entries.keys().next().value as string);
    return value;
  }

  /**
   * The value of a statement, made once for all texts in which it means the same; its diagnostics and the names it uses
   * are said again at its present place.
   */
  statement<T>(key: string, at: Statement, reporter: Reporter, symbols: SymbolTable, make: () => T): T {
    let fresh = false;
    const entry = this.remember(key, (): Remembered<T> => {
      fresh = true;
      const [before, used] = [reporter.diagnostics.length, symbols.references.length];
      const value = make();
      // Statements derived on the way report for themselves.
      const inside = (span: Span): boolean => span.start >= at.start && span.end <= at.end;
      return {
        value,
        diagnostics: reporter.diagnostics
          .slice(before)
          .filter(inside)
          .map((d) => moved(d, -at.start)),
        uses: symbols.references
          .slice(used)
          .filter(({ span }) => inside(span))
          .map(({ span, symbol }) => ({ ...shifted(span, -at.start), name: symbol.name })),
      };
    });
    if (!fresh) {
      reporter.diagnostics.push(...entry.diagnostics.map((d) => moved(d, at.start)));
      for (const use of entry.uses) {
        const symbol = symbols.find(use.name);
        if (symbol) symbols.references.push({ span: shifted(use, at.start), symbol });
      }
    }
    return entry.value;
  }

  /** Equal constraints give the same region object, with everything it has worked out. */
  region(constraints: readonly Constraint[]): Region {
    const key = constraints.map((c) => `${c.form.key()}${c.sense}`).join(';');
    return this.remember(`region ${key}`, () => new Region(constraints));
  }

  theory(problem: PosteriorProblem): PosteriorTheory {
    const layers = problem.architecture.layers.map((l) => `${l.name}:${l.width.key()}:${l.activation.name}`);
    const rules = problem.patterns.map((p) => p.written);
    const key = [
      ...layers,
      problem.dimension.key(),
      problem.degree,
      ...rules,
      ...problem.off,
      problem.region.key(),
    ].join('|');
    return this.remember(`theory ${key}`, () => new PosteriorTheory(problem, key));
  }
}

const shifted = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

function moved(diagnostic: Diagnostic, by: number): Diagnostic {
  const { fixes } = diagnostic;
  return {
    ...diagnostic,
    ...shifted(diagnostic, by),
    ...(fixes ? { fixes: fixes.map((fix) => ({ ...fix, span: shifted(fix.span, by) })) } : {}),
  };
}
