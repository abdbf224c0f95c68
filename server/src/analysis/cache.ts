import type { Constraint } from '../orders';
import { Region } from '../orders';
import { PosteriorTheory, type PosteriorProblem } from './posterior';

const LIMIT = 200;

/** Results that survive an edit, by content: what an edit does not touch is not derived again. Bounded, oldest out. */
export class AnalysisCache {
  private readonly entries = new Map<string, unknown>();

  get size(): number {
    return this.entries.size;
  }

  remember<T>(key: string, make: () => T): T {
    const hit = this.entries.get(key) as T | undefined;
    const value = hit ?? make();
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > LIMIT) this.entries.delete(this.entries.keys().next().value as string);
    return value;
  }

  /** Equal constraints give the same region object, with everything it has worked out. */
  region(constraints: readonly Constraint[]): Region {
    const key = constraints.map((c) => `${c.form.key()}${c.sense}`).join(';');
    return this.remember(`region ${key}`, () => new Region(constraints));
  }

  theory(problem: PosteriorProblem, patternTexts: string): PosteriorTheory {
    const layers = problem.architecture.layers.map((l) => `${l.name}:${l.width.key()}:${l.activation.name}`);
    const key = [
      ...layers,
      problem.dimension.key(),
      problem.degree,
      patternTexts,
      [...problem.off],
      problem.region.key(),
    ];
    return this.remember(`theory ${key.join('|')}`, () => new PosteriorTheory(problem));
  }
}
