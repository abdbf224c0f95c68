import { Form, type Constraint } from '../../../orders';
import type { Layer } from '../network/architecture';
import type { Passage } from '../network/passages';
import type { Pattern, PatternInstance, Term } from './pattern';
import type { FeatureProblem } from './problem';

/** The norm of the followed feature when `layer` layers lie behind it. No scale of a text has a name with blanks. */
export const normAfter = (layer: number): string => `norm after ${layer} layers`;

/** One layer of a candidate: which pattern acts there on a feature that enters with degree j and is handed on as degree k. */
export class Step {
  readonly j: number;
  readonly k: number;
  /** Degree of the feature in the units' pre-activations, and behind their activation. */
  readonly inUnits: readonly [number, number];
  #instance: PatternInstance | undefined;
  #norm: Term | undefined;

  constructor(
    readonly layer: Layer,
    readonly pattern: Pattern,
    passage: Passage,
    /** The pattern costs nothing and has nothing to choose. */
    readonly idle: boolean,
    private readonly off: ReadonlySet<string>,
  ) {
    this.j = passage.j;
    this.k = passage.k;
    this.inUnits = passage.inUnits;
  }

  /** The pattern's rule in the widths, the norm that enters the layer and the pattern's parameters. */
  get instance(): PatternInstance {
    return (this.#instance ??= this.made());
  }

  private made(): PatternInstance {
    const { layer, pattern, off } = this;
    const [j, k] = this.inUnits;
    const norm = layer.enter(this.j, this.incoming)?.norm;
    const instance = norm && pattern.at({ layer: layer.name, width: layer.width, norm, j, k }, off);
    if (!instance) throw new Error(`${pattern.name} says nothing of degrees ${j}, ${k}`);
    return instance;
  }

  /** The norm that leaves the layer. */
  get norm(): Term {
    if (!this.#norm) {
      const { layer, instance } = this;
      const left = layer.leave(this.j, this.inUnits[1], instance.norm.form, this.incoming);
      if (!left) throw new Error(`${layer.module.name} says nothing of degree ${this.k}`);
      this.#norm = { form: left.norm, label: instance.norm.label };
    }
    return this.#norm;
  }

  private get incoming(): Form {
    return Form.variable(normAfter(this.layer.index));
  }
}

/** A pattern of feature learning for the whole network, followed along one chain of degrees from 1 to the target's. */
export type Path = readonly Step[];

export const namesOf = (path: Path): string[] => path.map((step) => step.pattern.name);

/** Terms whose largest is the energy; forms over the widths and the pattern parameters. */
export interface System {
  readonly terms: readonly { readonly term: Term; readonly layer: string }[];
  readonly constraints: readonly Constraint[];
  /** That no norm falls below one; the library's own rules see to that by themselves. */
  readonly floors: readonly Constraint[];
  readonly parameters: readonly string[];
  /** For each layer what its pattern defines, such as `count`. */
  readonly defines: readonly ReadonlyMap<string, Form>[];
}

/**
 * The linear program of a path: every cost, and the norm of the target in the last kernel, with norms substituted forward.
 */
export function systemOf({ architecture, part }: FeatureProblem, path: Path): System {
  const terms: { term: Term; layer: string }[] = [];
  const constraints: Constraint[] = [];
  const floors: Constraint[] = [];
  const parameters: string[] = [];
  const defines: ReadonlyMap<string, Form>[] = [];
  let norm = architecture.initial;
  let label = '';
  for (const step of path) {
    const { layer, instance } = step;
    const forward = new Map([[normAfter(layer.index), norm]]);
    const moved = (form: Form): Form => form.substitute(forward);
    parameters.push(...instance.parameters);
    constraints.push(...instance.constraints.map((c) => ({ ...c, form: moved(c.form) })));
    terms.push(
      ...instance.costs.map((cost) => ({ term: { ...cost, form: moved(cost.form) }, layer: layer.name })),
    );
    defines.push(new Map([...instance.defines].map(([name, form]) => [name, moved(form)])));
    const before = layer.enter(step.j, norm)?.norm ?? norm;
    norm = moved(step.norm.form);
    floors.push(
      ...[before, moved(instance.norm.form), norm].map((form): Constraint => ({ form, sense: '>=' })),
    );
    label = step.norm.label;
  }
  terms.push({ term: { form: architecture.readOut(part.degree, norm), label }, layer: 'target' });
  return { terms, constraints, floors, parameters, defines };
}

/** How many layers learn features: of several equals the simplest is named first. */
const active = (path: Path): number => path.filter((step) => !step.idle).length;

/** How often a lazy layer raises the degree: where a learning layer does it, the path stays the best on larger regions. */
const idleJumps = (path: Path): number => path.filter((step) => step.k > step.j && step.idle).length;

export const byActivity = (a: Path, b: Path): number => active(a) - active(b) || idleJumps(a) - idleJumps(b);
