import { Form, Rational } from '../../orders';
import type { Expression, Name, ResourceRule, ResourceStatement } from '../../syntax/tree';
import { maxima } from '../algebra';
import { Reporter } from '../diagnostic';
import { Evaluator, type Names } from '../evaluate';

/** What the names in the rules of a resource mean. */
export interface Meaning {
  /** log of how much there is of each resource; one that is not there has no end. */
  readonly amounts: ReadonlyMap<string, Form>;
  /** All resources that are declared. */
  readonly known: ReadonlySet<string>;
  /** How the eigenvalues of the kernel and the power of the target in its eigenfunctions decay: `k^-spectrum`, `k^-target`. */
  readonly spectrum: Form;
  readonly target: Form;
  /** log of how many modes are seen, in rules for the error. */
  readonly modes?: Form;
  /** The coordinate that is the product of a free exponent and a scale. */
  product?(a: string, b: string): Form | undefined;
}

/**
 * A rule's monomial; `absent` for one that speaks of a resource that is not there, and so says nothing; undefined where its
 * exponents are not those of a monomial.
 */
export type Value = Form | 'absent' | undefined;

/** A declaration of what limits learning curves. */
export class Resource {
  readonly name: string;
  private readonly excludes: readonly Name[];
  private readonly rules: readonly ResourceRule[];

  constructor(
    readonly statement: ResourceStatement,
    private readonly text: string,
  ) {
    this.name = statement.name.text;
    this.rules = statement.items.filter((i): i is ResourceRule => i.kind === 'modes' || i.kind === 'error');
    this.excludes = statement.items.flatMap((i) => (i.kind === 'excludes' ? i.resources : []));
  }

  /** The rules of one kind, as they are written. */
  all(kind: ResourceRule['kind']): readonly ResourceRule[] {
    return this.rules.filter((rule) => rule.kind === kind);
  }

  written({ value }: ResourceRule): string {
    return this.text.slice(value.start, value.end).replace(/\s+/g, ' ');
  }

  value({ value }: ResourceRule, meaning: Meaning): Value {
    return evaluate(value, meaning, new Reporter());
  }

  isExcluded(other: Resource): boolean {
    return this.excludes.some((name) => name.text === other.name);
  }

  /** Says what is wrong with the declaration by itself. */
  check(known: ReadonlySet<string>, reporter: Reporter): void {
    const all = [...known, this.name];
    const meaning = {
      amounts: new Map(all.map((name) => [name, Form.variable(name)])),
      known: new Set(all),
      spectrum: TWO,
      target: TWO,
    };
    const [, second] = this.all('modes');
    if (second) reporter.report('bad-rule', second, 'A resource has one rule for its modes.');
    if (this.rules.length === 0)
      reporter.report(
        'bad-rule',
        this.statement.name,
        'A resource needs `modes` or `error`: it limits nothing.',
      );
    for (const rule of this.rules)
      evaluate(
        rule.value,
        rule.kind === 'modes' ? meaning : { ...meaning, modes: Form.variable('modes') },
        reporter,
      );
    for (const name of this.excludes)
      if (!meaning.known.has(name.text))
        reporter.report('unknown-name', name, `Nothing declares a resource \`${name.text}\`.`);
  }
}

const TWO = Form.constant(Rational.of(2));

function evaluate(value: Expression, meaning: Meaning, reporter: Reporter): Value {
  let absent = false;
  const names: Names<readonly Form[]> = {
    order: (name) => {
      const form = name.text === 'modes' ? meaning.modes : meaning.amounts.get(name.text);
      if (form) return [form];
      if (meaning.known.has(name.text)) {
        absent = true;
        return [Form.zero];
      }
      return reporter.report(
        'unknown-name',
        name,
        'A rule of a resource speaks of resources and, for the error, of `modes`.',
      );
    },
    exponent: (name) =>
      name.text === 'spectrum'
        ? meaning.spectrum
        : name.text === 'target'
          ? meaning.target
          : reporter.report('unknown-name', name, 'Exponents are made of `spectrum` and `target` here.'),
    product: (a, b) => meaning.product?.(a, b),
    call: (call) => reporter.report('bad-rule', call, 'A rule of a resource is one monomial.'),
    member: (member) => reporter.report('bad-rule', member, 'A rule of a resource is one monomial.'),
    minimum: (minimum) => reporter.report('bad-rule', minimum, 'A rule of a resource is one monomial.'),
  };
  const forms = new Evaluator(maxima, names, reporter).order(value);
  if (!forms) return undefined;
  if (absent) return 'absent';
  if (forms.length > 1)
    return reporter.report(
      'bad-rule',
      value,
      'A rule of a resource is one monomial: write each term as a rule.',
    );
  return forms[0];
}
