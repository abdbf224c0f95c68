import type { Choice, Comparison, Expression, Name, Span, Text } from './expression-tree';

/**
 * The tree of a `.scale` text: discriminated unions on `kind`, with offsets in UTF-16 units.
 *
 * Parsing never fails: what could not be read is a `missing` expression or a `bad` statement, with one diagnostic,
 * and everything around it keeps its place. The tree holds no meaning; that is the business of `analysis`.
 */

export type * from './expression-tree';

/** `scale d`, `scale N = d^a, 0 <= a <= 6`, `scale kappa = 1` */
export interface ScaleStatement extends Span {
  readonly kind: 'scale';
  readonly name: Name;
  readonly value?: Expression;
  readonly conditions: readonly Comparison[];
}

/** `exponent c, -1 <= c <= 1`: a free exponent that belongs to no scale. */
export interface ExponentStatement extends Span {
  readonly kind: 'exponent';
  readonly name: Name;
  readonly conditions: readonly Comparison[];
}

/** `assume N1 >> sqrt(N2 * d), N2 >= d` */
export interface AssumeStatement extends Span {
  readonly kind: 'assume';
  readonly conditions: readonly Comparison[];
}

/** `let E = …` */
export interface LetStatement extends Span {
  readonly kind: 'let';
  readonly name: Name;
  readonly value: Expression;
}

/** `import "other.scale"` */
export interface ImportStatement extends Span {
  readonly kind: 'import';
  readonly path: Text;
}

/** `data x : gaussian(d)` */
export interface DataStatement extends Span {
  readonly kind: 'data';
  readonly name: Name;
  readonly distribution: Expression;
}

/** `target y = He3(w . x)` */
export interface TargetStatement extends Span {
  readonly kind: 'target';
  readonly name: Name;
  readonly value: Expression;
}

/** `network f(x) { h1 = dense(x, N1); out dense(erf(h1), 1) }` */
export interface NetworkStatement extends Span {
  readonly kind: 'network';
  readonly name: Name;
  readonly parameter: Name;
  readonly body: readonly NetworkItem[];
}

export type NetworkItem = LayerItem | OutputItem | RepeatItem | BadItem;

export interface LayerItem extends Span {
  readonly kind: 'layer';
  readonly name: Name;
  readonly value: Expression;
}

export interface OutputItem extends Span {
  readonly kind: 'output';
  readonly value: Expression;
}

/** `repeat L { … }`, `repeat L tied { … }` */
export interface RepeatItem extends Span {
  readonly kind: 'repeat';
  readonly count: Expression;
  /** The word `tied`: all passes share their weights. */
  readonly tied?: Name;
  readonly body: readonly NetworkItem[];
}

/** `posterior p of f on y { ridge kappa; patterns lazy, specialization; coherence off }` */
export interface PosteriorStatement extends Span {
  readonly kind: 'posterior';
  readonly name: Name;
  readonly network: Name;
  readonly target: Name;
  readonly settings: readonly Setting[];
}

/** `training t of f { optimizer sgd; parametrization mup; rate u = n^c }` */
export interface TrainingStatement extends Span {
  readonly kind: 'training';
  readonly name: Name;
  readonly network: Name;
  readonly settings: readonly Setting[];
}

/** One line of a block: a keyword, then an optional subject with `=`, then a comma list, or a range. */
export interface Setting extends Span {
  readonly kind: 'setting';
  readonly key: Name;
  /** `rate u = …`: u */
  readonly subject?: Name;
  readonly values: readonly Expression[];
}

/** `claim E ~ sqrt(N * d) when N >= d` */
export interface ClaimStatement extends Span {
  readonly kind: 'claim';
  readonly claim: Comparison;
  readonly conditions: readonly Comparison[];
}

/** `verify samples(p) { d in 8 .. 64; N1 = d; seeds 16 }` */
export interface VerifyStatement extends Span {
  readonly kind: 'verify';
  readonly subject: Expression;
  readonly items: readonly VerifyItem[];
}

export type VerifyItem = VerifyRange | VerifyEquation | Setting | BadItem;

/** `d in 8 .. 64` */
export interface VerifyRange extends Span {
  readonly kind: 'verify-range';
  readonly name: Name;
  readonly low: Expression;
  readonly high: Expression;
}

/** `N1 = d` */
export interface VerifyEquation extends Span {
  readonly kind: 'verify-equation';
  readonly name: Name;
  readonly value: Expression;
}

/** `activation erf { degrees odd; source "…" }` (library) */
export interface ActivationStatement extends Span {
  readonly kind: 'activation';
  readonly name: Name;
  readonly settings: readonly Setting[];
  readonly notes: Notes;
}

/** `pattern specialization on layer of feature j { … }` (library or user) */
export interface PatternStatement extends Span {
  readonly kind: 'pattern';
  readonly name: Name;
  /** The name by which the rules speak of the layer: `layer`. */
  readonly layer: Name;
  /** The name of the incoming feature's degree: `j`. */
  readonly feature: Name;
  readonly items: readonly PatternItem[];
  readonly notes: Notes;
}

export type PatternItem = ChooseItem | RequireItem | CostItem | NormItem | DefineItem | BadItem;

/** `choose M in [1, layer.width]` */
export interface ChooseItem extends Span {
  readonly kind: 'choose';
  readonly choice: Choice;
}

/** `require coherence: M * mu2^(k/j) >= 1`; the name makes it switchable. */
export interface RequireItem extends Span {
  readonly kind: 'require';
  readonly name?: Name;
  readonly condition: Comparison;
}

/** `cost M * mu2 * norm(layer.input, j)` */
export interface CostItem extends Span {
  readonly kind: 'cost';
  readonly value: Expression;
}

/** `norm(k) = layer.width / M for j | k` */
export interface NormItem extends Span {
  readonly kind: 'norm';
  readonly feature: Name;
  readonly value: Expression;
  readonly condition?: Comparison;
}

/** `define count = M`: a named quantity of the pattern that claims can ask for, as in `count(p.h2)`. */
export interface DefineItem extends Span {
  readonly kind: 'define';
  readonly name: Name;
  readonly value: Expression;
}

/** `module conv(input, channels, patch) of feature j { units channels; … }` (library or user) */
export interface ModuleStatement extends Span {
  readonly kind: 'module';
  readonly name: Name;
  /** The first stands for the input, the others for orders. */
  readonly parameters: readonly Name[];
  /** The name of the incoming feature's degree: `j`. */
  readonly feature: Name;
  readonly items: readonly ModuleItem[];
  readonly notes: Notes;
}

export type ModuleItem = ModuleSizeItem | ModuleActivationItem | ModuleNormItem | ModuleBuildItem | BadItem;

/** `units channels`: on how many units a pattern may act; `positions positions(input) / patch`: how many are left. */
export interface ModuleSizeItem extends Span {
  readonly kind: 'units' | 'positions';
  readonly value: Expression;
}

/** `activation softmax`: the activation that is part of the module. */
export interface ModuleActivationItem extends Span {
  readonly kind: 'module-activation';
  readonly name: Name;
}

/** `norm(units, 2*j) = norm(input, j)^2`, `norm(output, k + j) = …` */
export interface ModuleNormItem extends Span {
  readonly kind: 'module-norm';
  /** `units`: in the kernel of the units' pre-activations; `output`: what is handed on. */
  readonly side: Name & { readonly text: 'units' | 'output' };
  /** Of which degree, over the feature's degree and, for `output`, the degree after the activation. */
  readonly degree: Expression;
  readonly value: Expression;
}

/** `build weights(windows(input, patch), channels)`: how a trainer makes it. */
export interface ModuleBuildItem extends Span {
  readonly kind: 'build';
  readonly value: Expression;
}

/** `optimizer shampoo(e, blocks) { update gradient^(1 - 2*e) * …; epsilon … }` (library or user) */
export interface OptimizerStatement extends Span {
  readonly kind: 'optimizer';
  readonly name: Name;
  readonly parameters: readonly Name[];
  readonly items: readonly OptimizerItem[];
  readonly notes: Notes;
}

export type OptimizerItem = OptimizerRule | BadItem;

/** `update …`: the size of an entry of the update at rate 1; `epsilon …`: the largest damping that does not matter. */
export interface OptimizerRule extends Span {
  readonly kind: 'update' | 'epsilon';
  readonly value: Expression;
}

/** `parametrization residual(alpha) { multiplier output = fan_in^-1; … }` (library or user) */
export interface ParametrizationStatement extends Span {
  readonly kind: 'parametrization';
  readonly name: Name;
  readonly parameters: readonly Name[];
  readonly items: readonly ParametrizationItem[];
  readonly notes: Notes;
}

export type ParametrizationItem = ScalingItem | BadItem;

/** `rate input, bias = fan_out for sgd, momentum` */
export interface ScalingItem extends Span {
  readonly kind: 'scaling';
  readonly property: Name & { readonly text: 'multiplier' | 'init' | 'rate' };
  /** Kinds of weights: input, hidden, output, bias, gain; of multipliers also branch and logits. */
  readonly weights: readonly Name[];
  readonly value: Expression;
  /** None: for all. */
  readonly optimizers: readonly Name[];
}

/** `alignment full { alpha 1; omega 1/2; u 1 }` (library or user) */
export interface AlignmentStatement extends Span {
  readonly kind: 'alignment';
  readonly name: Name;
  readonly settings: readonly Setting[];
  readonly notes: Notes;
}

/** `curve e of y { samples P; width N }`: the error of a kernel machine on a target, by how much there is of what. */
export interface CurveStatement extends Span {
  readonly kind: 'curve';
  readonly name: Name;
  readonly target: Name;
  /** A resource and how much there is of it. */
  readonly settings: readonly Setting[];
}

/** `resource width { modes width; error modes^(1 - spectrum) / width }` (library or user) */
export interface ResourceStatement extends Span {
  readonly kind: 'resource';
  readonly name: Name;
  readonly items: readonly ResourceItem[];
  readonly notes: Notes;
}

export type ResourceItem = ResourceRule | ResourceExclusion | BadItem;

/** `modes …`: how many modes of the target it lets one see; `error …`: what it adds to the error by itself. */
export interface ResourceRule extends Span {
  readonly kind: 'modes' | 'error';
  readonly value: Expression;
}

/** `excludes samples`: the resources that no curve has together with it. */
export interface ResourceExclusion extends Span {
  readonly kind: 'excludes';
  readonly resources: readonly Name[];
}

/** `source "…"` and `because "…"` lines of a library declaration. */
export interface Notes {
  readonly source?: Text;
  readonly because?: Text;
}

/** `limit n before L`: reserved for later versions. */
export interface ReservedStatement extends Span {
  readonly kind: 'reserved';
  readonly keyword: Name;
  readonly name?: Name;
}

/** Text that no statement could be made of; its diagnostic has been reported. */
export interface BadStatement extends Span {
  readonly kind: 'bad';
}

export interface BadItem extends Span {
  readonly kind: 'bad';
}

export type Statement =
  | ScaleStatement
  | ExponentStatement
  | AssumeStatement
  | LetStatement
  | ImportStatement
  | DataStatement
  | TargetStatement
  | NetworkStatement
  | PosteriorStatement
  | TrainingStatement
  | ClaimStatement
  | VerifyStatement
  | ActivationStatement
  | PatternStatement
  | ModuleStatement
  | OptimizerStatement
  | ParametrizationStatement
  | AlignmentStatement
  | CurveStatement
  | ResourceStatement
  | ReservedStatement
  | BadStatement;

/** A `//` or block comment, or a doc comment `///` that belongs to the statement after it. */
export interface Comment extends Span {
  readonly text: string;
}

export interface SyntaxDiagnostic extends Span {
  /** A stable identifier such as `expected-expression`; documented in docs/language.md. */
  readonly code: string;
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** A textual repair, where there is one. */
  readonly fix?: { readonly title: string; readonly span: Span; readonly replacement: string };
}

export interface Document {
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly SyntaxDiagnostic[];
}
