import { Form } from '../../../orders';
import type { DataStatement, Expression, TargetStatement } from '../../../syntax/tree';
import type { Reporter } from '../../diagnostic';
import { meant } from '../../meant';
import type { SymbolTable } from '../../symbols';
import type { DataShape } from './architecture';

/** What a feature looks at: all coordinates at once, each patch or token alike, or a query token and its context. */
export type View = 'all' | 'each' | 'query';

/** A product of Hermite polynomials of different directions, as one feature of its total degree. */
export interface Part {
  readonly text: string;
  readonly degree: number;
  readonly directions: readonly string[];
  /** Degree of each factor, in the sequence of the directions; which of them is read at the query token. */
  readonly factors: readonly { readonly degree: number; readonly atQuery: boolean }[];
  readonly view: View;
  /** Degree of the factor that is read at the query token. */
  readonly queryDegree?: number;
  /** log of the number of coordinates in which its directions live. */
  readonly size: Form;
  /** That number as its factors write it, where they look at patches. */
  readonly patches: readonly Expression[];
}

/** A sum of features: the network learns it where it has learnt every part. */
export interface Target {
  readonly parts: readonly Part[];
  readonly data: DataShape;
  /** The sizes of the data, as written: `d` of `gaussian(d)`, `L` and `d` of `sequence(L, d)`. */
  readonly dataSizes: readonly Expression[];
}

interface Factor {
  readonly text: string;
  readonly degree: number;
  readonly direction: string;
  readonly data: DataStatement;
  readonly view: 'plain' | 'query' | { readonly patch: Form; readonly written: Expression };
}

/** Reads targets. Every method answers undefined after a diagnostic. */
export class Targets {
  private readonly shapes = new Map<DataStatement, (DataShape & { tokens: boolean }) | undefined>();

  constructor(
    private readonly symbols: SymbolTable,
    private readonly reporter: Reporter,
    private readonly monomial: (e: Expression) => Form | undefined,
  ) {}

  /** `He3(w . x)`, `He1(u . x) + He2(v . x) * (w . x)`, `He3(w . patch(x, S))`, `(q . x.query) * (k . x) * (v . x)` */
  read({ value }: TargetStatement): Target | undefined {
    const parts: Part[] = [];
    let data: DataStatement | undefined;
    for (const term of terms(value)) {
      const factors = this.factors(term);
      if (!factors) return undefined;
      const [first] = factors;
      if (!first) continue;
      const other = factors.find((f) => f.data !== (data ?? first.data));
      if (other) return this.refuse(term, 'All parts of a target look at the same data.');
      data = first.data;
      const part = this.part(term, factors);
      if (!part) return undefined;
      if (parts.some(({ text }) => text === part.text))
        return this.refuse(term, `\`${part.text}\` occurs twice: write each part once.`);
      parts.push(part);
    }
    const shape = data && this.shape(data);
    if (!shape) return undefined;
    const { distribution } = data!;
    return { parts, data: shape, dataSizes: distribution.kind === 'call' ? distribution.args : [] };
  }

  /** The shape of `gaussian(d)`: d positions of one coordinate; of `sequence(L, d)`: L positions of d coordinates. */
  shape(statement: DataStatement): (DataShape & { readonly tokens: boolean }) | undefined {
    if (!this.shapes.has(statement)) this.shapes.set(statement, this.readShape(statement));
    return this.shapes.get(statement);
  }

  private part(term: Expression, factors: readonly Factor[]): Part | undefined {
    const [first] = factors;
    const shape = first && this.shape(first.data);
    if (!first || !shape) return undefined;
    const directions = factors.map((f) => f.direction);
    const twice = directions.find((d, i) => directions.indexOf(d) !== i);
    if (twice)
      return this.refuse(
        term,
        `\`${twice}\` occurs twice in a product: write powers of one direction as Hermite polynomials, \`He2(${twice} . x)\`.`,
      );
    const queries = factors.filter((f) => f.view === 'query');
    const views = factors.flatMap((f) => (typeof f.view === 'object' ? [f.view] : []));
    const patches = views.map((view) => view.patch);
    if (queries.length > 0 && !shape.tokens)
      return this.refuse(term, 'Only a sequence has a query token: `data x : sequence(L, d)`.');
    if (queries.length > 1 || (queries.length === 1 && (patches.length > 0 || factors.length < 2)))
      return this.refuse(
        term,
        'One factor is read at the query token, the others at the tokens of its context.',
      );
    if (patches.length > 0 && (shape.tokens || patches.length < factors.length))
      return this.refuse(term, 'The factors of a product look at the same patches of Gaussian data.');
    const [patch] = patches;
    if (patch && patches.some((p) => !p.equals(patch)))
      return this.refuse(term, 'The factors of a product look at patches of one size.');
    return {
      text: factors.map((f) => f.text).join(' * '),
      degree: factors.reduce((sum, f) => sum + f.degree, 0),
      directions,
      factors: factors.map(({ degree, view }) => ({ degree, atQuery: view === 'query' })),
      ...(queries[0] ? { queryDegree: queries[0].degree } : {}),
      view: queries.length > 0 ? 'query' : patch || shape.tokens ? 'each' : 'all',
      size: patch ?? (shape.tokens ? shape.norm : shape.positions),
      patches: views.map((view) => view.written),
    };
  }

  /** The Hermite polynomials of a term; an empty list where the term is not there yet. */
  private factors(e: Expression): Factor[] | undefined {
    if (e.kind === 'missing') return [];
    if (e.kind === 'group') return this.factors(e.inner);
    if (e.kind === 'binary' && e.operator === '*') {
      if (e.left.kind === 'number')
        return Number(e.left.text) > 0
          ? this.factors(e.right)
          : this.refuse(e, 'A part times zero is no part: leave it out.');
      const [left, right] = [this.factors(e.left), this.factors(e.right)];
      return left && right && [...left, ...right];
    }
    if (e.kind === 'binary' && e.operator === 'inner') return this.inner(e, 1);
    const degree =
      e.kind === 'call' && e.callee.kind === 'name' ? /^He(\d+)$/.exec(e.callee.text)?.[1] : undefined;
    const [inner] = e.kind === 'call' ? e.args : [];
    if (!degree || !inner || (e.kind === 'call' && e.args.length !== 1)) return this.refuse(e);
    if (inner.kind === 'missing') return [];
    if (Number(degree) < 1 || Number(degree) > 64)
      return this.refuse(e, 'The degree of a Hermite polynomial is a number from 1 to 64 here.');
    return this.inner(inner, Number(degree));
  }

  /** `w . x`, `w . x.query` or `w . patch(x, S)` */
  private inner(e: Expression, degree: number): Factor[] | undefined {
    if (e.kind === 'group') return this.inner(e.inner, degree);
    if (e.kind !== 'binary' || e.operator !== 'inner' || e.left.kind !== 'name') return this.refuse(e);
    const direction = e.left.text;
    const { right } = e;
    if (right.kind === 'missing') return [];
    if (right.kind === 'name') return this.factor(right, { degree, direction, view: 'plain' });
    if (right.kind === 'member' && right.object.kind === 'name' && right.property.text === 'query')
      return this.factor(right.object, { degree, direction, view: 'query' }, `${right.object.text}.query`);
    if (right.kind !== 'call' || right.callee.kind !== 'name' || right.callee.text !== 'patch')
      return this.refuse(e);
    const [data, size] = right.args;
    if (data?.kind !== 'name' || !size || right.args.length !== 2)
      return this.reporter.report(
        'wrong-arguments',
        right,
        '`patch` takes the data and the number of coordinates of a patch: `patch(x, S)`.',
      );
    const patch = this.monomial(size);
    return patch && this.factor(data, { degree, direction, view: { patch, written: size } }, 'patch');
  }

  private factor(
    name: Extract<Expression, { kind: 'name' }>,
    rest: Omit<Factor, 'data' | 'text'>,
    looks = name.text,
  ): Factor[] | undefined {
    const data = this.symbols.use(name, 'data');
    const inner = `${rest.direction} . ${looks}`;
    const text = rest.degree > 1 ? `He${rest.degree}(${inner})` : `(${inner})`;
    return data && [{ ...rest, text, data: data.statement as DataStatement }];
  }

  private readShape({ distribution }: DataStatement): (DataShape & { tokens: boolean }) | undefined {
    if (distribution.kind === 'missing') return undefined;
    const name =
      distribution.kind === 'call' && distribution.callee.kind === 'name' ? distribution.callee.text : '';
    const sizes = distribution.kind === 'call' ? distribution.args : [];
    const near =
      distribution.kind === 'call' && distribution.callee.kind === 'name' && !DISTRIBUTIONS.includes(name)
        ? meant(distribution.callee, DISTRIBUTIONS)
        : undefined;
    if (near)
      return this.reporter.report(
        'unknown-name',
        distribution.kind === 'call' ? distribution.callee : distribution,
        `There are no data \`${name}\`. ${near.question}`,
        { fixes: near.fixes },
      );
    if (!(name === 'gaussian' && sizes.length === 1) && !(name === 'sequence' && sizes.length === 2))
      return this.reporter.report(
        'unsupported-network',
        distribution,
        'The rules are stated for isotropic Gaussian data: `gaussian(d)`, or `sequence(L, d)` for L tokens of d coordinates.',
      );
    const [positions, norm] = sizes.map((size) => this.monomial(size));
    if (!positions || (name === 'sequence' && !norm)) return undefined;
    return { positions, norm: norm ?? Form.zero, tokens: name === 'sequence' };
  }

  private refuse(
    e: Expression,
    why = 'A target is a sum of products of Hermite polynomials of directions, as in `He3(w . x)` or `He2(u . x) * (v . x)`; nothing is derived for others.',
  ): undefined {
    return this.reporter.report('unsupported-network', e, why);
  }
}

/** What data may be drawn from; `spectrum` is for learning curves. */
const DISTRIBUTIONS = ['gaussian', 'sequence', 'spectrum'];

/** The terms of a sum. */
function terms(e: Expression): Expression[] {
  if (e.kind === 'group') return terms(e.inner);
  const sum = e.kind === 'binary' && (e.operator === '+' || e.operator === '-');
  return sum ? [...terms(e.left), ...terms(e.right)] : [e];
}
