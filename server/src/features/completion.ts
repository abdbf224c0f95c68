import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionItem,
  type CompletionList,
} from 'vscode-languageserver-protocol';
import { OPTIMIZER_NAMES } from '../analysis/dynamics/rules/optimizer';
import { SCALING_NAMES } from '../analysis/dynamics/rules/parametrization';
import { CURVE_QUANTITIES } from '../analysis/curves/declaration';
import { FAN_IN } from '../analysis/posterior/network/build';
import type { SymbolKind } from '../analysis/symbols';
import { keyword, keywordsAt, type Keyword, type Place } from '../syntax/keywords';
import type { Token } from '../syntax/tokens';
import type { TrainingStatement } from '../syntax/tree';
import { BUILTINS, builtin } from './builtins';
import type { ItemData } from './completion-documentation';
import { ITEM_KINDS } from './completion-kinds';
import { layersOf, type Entity } from './names';
import { standing, type Standing } from './place';
import { SNIPPETS } from './snippets';
import type { Snapshot } from './snapshot';
import { trainingNamed } from './trainings';

/**
 * What can stand at the cursor. `text` is the text as it is now; `snapshot` may be of the text before the last edit,
 * so that completion never waits.
 */
export function completion(
  text: string,
  offset: number,
  snapshot: Snapshot,
  snippets: boolean,
): CompletionList {
  const at = standing(text, offset);
  const items = at ? new Completing(at, offset, snapshot, snippets).items() : [];
  return { isIncomplete: false, items };
}

class Completing {
  constructor(
    private readonly at: Standing,
    private readonly offset: number,
    private readonly snapshot: Snapshot,
    private readonly snippets: boolean,
  ) {}

  items(): CompletionItem[] {
    const { begins, place, before, statement } = this.at;
    if (begins) return [...this.keywords(place), ...this.beginnings(place)];
    const last = before.at(-1);
    if (last?.text === '.' && !last.spaced) return this.members(before.at(-2));
    if (last?.text === '^') return this.exponents();
    if (last?.text === 'minimize') return this.words('expression', 'over');
    return place === 'statement' ? this.inStatement(statement ?? '') : this.inBlock(place);
  }

  /** Besides keywords: the first scale of a verify block, which has no keyword. */
  private beginnings(place: Place): CompletionItem[] {
    if (place === 'curve') return this.named('resource');
    return place === 'verify' ? this.named('scale') : place === 'network' ? this.named('layer') : [];
  }

  private inStatement(statement: string): CompletionItem[] {
    const { before } = this.at;
    const last = before.at(-1);
    const inCall = this.arguments();
    if (inCall) return inCall;
    switch (statement) {
      case 'data':
        return last?.text === ':' ? this.builtins('distribution') : [];
      case 'target':
        return last?.text === '=' ? [...this.hermite(), ...this.builtins('target')] : [];
      case 'posterior':
      case 'training':
        if (last?.text === 'of') return this.named('network');
        if (last?.text === 'on') return this.named('target');
        return before.length === 2
          ? this.words('expression', 'of')
          : before.length === 4 && statement === 'posterior'
            ? this.words('header', 'on')
            : [];
      case 'curve':
        return last?.text === 'of' ? this.named('target') : this.words('expression', 'of');
      case 'verify':
        return before.length === 1
          ? [...this.asked('samples'), ...(this.hasTrainings() ? this.builtins('of training') : [])]
          : [];
      case 'claim':
        if (before.some((t) => t.text === 'when'))
          return [...this.quantities(), ...this.properties(), ...this.condition()];
        if (before[1]?.text === 'parametrization' && before.some((t) => t.text === '='))
          return [...this.named('parametrization'), ...this.words('expression', 'when')];
        if (before[1]?.text === 'pattern' && before.some((t) => t.text === '=')) return this.patterns();
        return [
          ...(before.length === 1 ? this.firstInClaim() : this.quantities()),
          ...this.order(),
          ...this.words('expression', 'when'),
        ];
      case 'let':
        return before.length < 3
          ? []
          : [
              ...this.order(),
              ...this.quantities(),
              ...this.words('expression', 'minimize', 'over', 'in', 'of'),
            ];
      case 'scale':
      case 'exponent':
        return before.length < 2 ? [] : this.condition();
      case 'assume':
        return this.condition();
      case 'pattern':
        return this.words('header', 'on', 'feature');
      case 'module':
        return last?.text === ')' ? this.words('expression', 'of') : this.words('header', 'feature');
      default:
        return [];
    }
  }

  private inBlock(place: Place): CompletionItem[] {
    const key = this.at.before[0]?.text;
    const inCall = this.arguments();
    if (inCall) return inCall;
    if (place === 'network' && key === 'repeat') return [...this.order(), ...this.words('header', 'tied')];
    if (place === 'network') return this.named('module', 'activation', 'layer', 'parameter');
    if (place === 'posterior' && key === 'patterns') return this.named('pattern');
    if (place === 'posterior' && key === 'coherence') return ['on', 'off'].map(plain);
    if (place === 'activation' && key === 'degrees') return ['odd', 'even', 'all'].map(plain);
    if (place === 'activation' && key === 'growth') return ['linear', 'bounded'].map(plain);
    if (place === 'training') return this.inTraining(key ?? '');
    if (place === 'parametrization') return this.inScaling();
    if (place === 'resource')
      return [...this.named('resource'), ...(key === 'excludes' ? [] : [plain('modes')])];
    if (place === 'optimizer') return this.rule(...OPTIMIZER_NAMES);
    if (place === 'pattern')
      return [
        ...this.named('parameter'),
        ...this.builtins('function'),
        ...this.words('expression', 'for', 'in'),
      ];
    if (place === 'module') {
      if (key === 'activation') return this.named('activation');
      const words = this.words('module', ...(key === 'build' ? [] : ['norm']), 'positions', 'units');
      const steps = key === 'build' ? [...this.builtins('step'), plain(FAN_IN)] : [];
      return [...steps, ...this.named('parameter'), ...words];
    }
    return this.order();
  }

  private inTraining(key: string): CompletionItem[] {
    if (key === 'optimizer' || key === 'parametrization' || key === 'alignment') return this.named(key);
    const around = this.snapshot.analysis.document.statements.findLast((s) => s.start < this.offset);
    const assigns = this.at.before.some((t) => t.text === '=');
    const weights = assigns || around?.kind !== 'training' ? [] : this.weightsOf(around);
    return [
      ...weights.map((layer) => this.item(layer, CompletionItemKind.Field)),
      ...(key === 'rate' ? [plain('maximal')] : []),
      ...this.order(),
    ];
  }

  /** `rate hidden = fan_in^-1 for adam`: kinds of weights, an order, optimizers. */
  private inScaling(): CompletionItem[] {
    const { before } = this.at;
    if (before.some((t) => t.text === 'for')) return this.named('optimizer');
    if (!before.some((t) => t.text === '=')) return this.keywords('weights');
    return [...this.rule(...SCALING_NAMES), ...this.words('expression', 'for')];
  }

  private rule(...words: string[]): CompletionItem[] {
    return [...words.map(plain), ...this.named('parameter'), ...this.builtins('function')];
  }

  /** What the innermost open call takes at this argument. */
  private arguments(): CompletionItem[] | undefined {
    const { before } = this.at;
    let depth = 0;
    let index = 0;
    for (let i = before.length - 1; i > 0; i--) {
      const { text } = before[i] as Token;
      if (text === ')') depth++;
      else if (text === ',' && depth === 0) index++;
      else if (text === '(' && depth-- === 0) return this.argument(before[i - 1]?.text ?? '', index);
    }
    return undefined;
  }

  private argument(callee: string, index: number): CompletionItem[] | undefined {
    if (callee === '^') return this.exponents();
    if (callee === 'count') return this.layersOfPosteriors();
    if (CURVE_QUANTITIES.includes(callee)) return this.named('curve');
    if (callee === 'source') return this.named('data');
    const kind = builtin(callee)?.kind;
    if (kind === 'property') return this.named('training');
    if (kind === 'of weight' || kind === 'of training')
      return [
        ...(callee === 'change' || callee === 'size' ? this.named('training') : []),
        ...this.entities('training').flatMap((t) =>
          this.layers(t).map((part) => this.item(`${t.name}.${part}`, CompletionItemKind.Field)),
        ),
      ];
    if (kind === 'claimed')
      return index === 0 ? [...this.derivedOrders(), ...this.named('let')] : this.named('scale');
    if (kind === 'quantity') return index === 0 ? this.named('posterior') : this.named('pattern');
    if (this.isNamed(callee, 'module') && this.at.place === 'network')
      return index === 0 ? this.named('activation', 'layer', 'parameter') : this.named('scale', 'let');
    if (kind === 'distribution') return this.named('scale');
    if (callee === 'patch') return this.named(index === 0 ? 'data' : 'scale');
    if (kind === 'target') return [...this.named('direction', 'data'), ...this.builtins('target')];
    if (this.isNamed(callee, 'activation')) return this.named('layer', 'parameter');
    if (this.isNamed(callee, 'optimizer') || this.isNamed(callee, 'parametrization')) return this.condition();
    return undefined;
  }

  private isNamed(name: string, kind: SymbolKind): boolean {
    return this.snapshot.analysis.symbols.some((s) => s.kind === kind && s.name === name);
  }

  private order(): CompletionItem[] {
    return [...this.named('scale', 'let'), ...this.builtins('function')];
  }

  /** Conditions compare orders, and free exponents too. */
  private condition(): CompletionItem[] {
    return [...this.order(), ...this.named('exponent')];
  }

  private exponents(): CompletionItem[] {
    return [...this.named('exponent'), ...this.named('scale')];
  }

  private patterns(): CompletionItem[] {
    return [...this.named('pattern'), ...this.words('expression', 'when')];
  }

  /** `stable(t)` of each training. */
  private properties(): CompletionItem[] {
    return this.entities('training').flatMap(({ name }) =>
      BUILTINS.filter(({ kind }) => kind === 'property').map((b) =>
        this.item(`${b.name}(${name})`, CompletionItemKind.Method),
      ),
    );
  }

  /** What a claim is mostly about stands above the scales. */
  private firstInClaim(): CompletionItem[] {
    const all = [
      ...this.quantities(),
      ...this.properties(),
      ...(this.hasTrainings() ? this.builtins('of weight') : []),
      ...this.builtins('claimed'),
    ];
    return all.map((item) => ({ ...item, sortText: ` ${item.label}` }));
  }

  private quantities(): CompletionItem[] {
    return [
      ...this.derivedOrders(),
      ...this.asked('pattern'),
      ...(this.hasTrainings() ? this.builtins('of training') : []),
    ];
  }

  private hasTrainings(): boolean {
    return this.entities('training').length > 0;
  }

  /** `samples(p)`, `energy(p)` and `count(p.h)` of the posteriors there are, `error(e)` and `modes(e)` of the curves. */
  private derivedOrders(): CompletionItem[] {
    const counts = this.layersOfPosteriors().map(({ label }) => `count(${label})`);
    return [
      ...this.asked('samples', 'energy'),
      ...counts.map((label) => this.item(label, CompletionItemKind.Method)),
      ...this.of('curve', CURVE_QUANTITIES),
    ];
  }

  private asked(...quantities: string[]): CompletionItem[] {
    return this.of('posterior', quantities);
  }

  private of(kind: SymbolKind, quantities: readonly string[]): CompletionItem[] {
    return this.entities(kind).flatMap(({ name }) =>
      quantities.map((q) => this.item(`${q}(${name})`, CompletionItemKind.Method)),
    );
  }

  private layersOfPosteriors(): CompletionItem[] {
    return this.entities('posterior').flatMap((p) =>
      this.layers(p).map((layer) => this.item(`${p.name}.${layer}`, CompletionItemKind.Field)),
    );
  }

  private members(object: Token | undefined): CompletionItem[] {
    if (this.at.place === 'pattern') return ['width', 'input'].map(plain);
    if (this.at.statement === 'target') return ['query'].map(plain);
    const posterior = this.entities('posterior', 'training').find((p) => p.name === object?.text);
    return posterior ? this.layers(posterior).map((l) => this.item(l, CompletionItemKind.Field)) : [];
  }

  /** What of it can be named behind a dot. */
  private layers({ statement }: Entity): string[] {
    if (statement.kind === 'training')
      return [...new Set([...this.layersOf(statement.network.text), ...this.weightsOf(statement)])];
    return statement.kind === 'posterior' ? this.layersOf(statement.network.text) : [];
  }

  /** Weights of a training: those that were derived, else the layers of its network. */
  private weightsOf({ name, network }: TrainingStatement): string[] {
    const known = trainingNamed(this.snapshot.analysis, name.text);
    return (
      known?.training.counting.weights.map(({ weight }) => weight.name) ?? [
        ...this.layersOf(network.text),
        'out',
      ]
    );
  }

  private layersOf(name: string): string[] {
    const network = this.entities('network').find((n) => n.name === name)?.statement;
    return network?.kind === 'network' ? [...new Set(layersOf(network.body).map((l) => l.text))] : [];
  }

  /** Declarations in sight, and local names of the text. */
  private entities(...kinds: SymbolKind[]): Entity[] {
    const all: Entity[] = [...this.snapshot.analysis.symbols, ...this.snapshot.names.map((o) => o.entity)];
    const seen = all.filter((e) => kinds.includes(e.kind) && this.inSight(e));
    const byName = new Map(seen.map((e) => [e.name, e]));
    return [...byName.values()].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  }

  /** Inside a block, names of its own only, and layers only when they are there: not the one being defined. */
  private inSight({ kind, span, statement }: Entity): boolean {
    if (this.at.place === 'statement' || (kind !== 'layer' && kind !== 'parameter')) return true;
    const start = this.at.before[0]?.start ?? this.offset;
    const around = this.snapshot.analysis.document.statements.findLast((s) => s.start <= start);
    return statement === around && (statement.kind !== 'network' || span.start < start);
  }

  private named(...kinds: SymbolKind[]): CompletionItem[] {
    return this.entities(...kinds).map((e) => ({ ...this.item(e.name, ITEM_KINDS[e.kind]), detail: e.kind }));
  }

  private builtins(kind: string): CompletionItem[] {
    return BUILTINS.filter((b) => b.kind === kind).map((b) => ({
      ...this.item(b.name, CompletionItemKind.Function),
      detail: b.shape,
    }));
  }

  private hermite(): CompletionItem[] {
    return [1, 2, 3, 4, 5].map((m) => this.item(`He${m}`, CompletionItemKind.Function));
  }

  private keywords(place: Place): CompletionItem[] {
    return keywordsAt(place).map((entry) => this.keyword(entry));
  }

  private words(place: Place, ...words: string[]): CompletionItem[] {
    return words.flatMap((w) => keyword(w, place) ?? []).map((entry) => this.keyword(entry));
  }

  private keyword({ word, place, shape, doc, status }: Keyword): CompletionItem {
    const snippet = this.snippets ? SNIPPETS[place]?.[word] : undefined;
    return {
      label: word,
      kind: CompletionItemKind.Keyword,
      detail: shape,
      documentation: doc,
      // What means nothing yet comes last.
      sortText: `${status === 'reserved' ? '2' : '1'}${word}`,
      ...(snippet ? { insertText: snippet, insertTextFormat: InsertTextFormat.Snippet } : {}),
    };
  }

  private item(label: string, kind: CompletionItemKind): CompletionItem {
    const data: ItemData = { uri: this.snapshot.uri, name: label };
    return { label, kind, sortText: `0${label}`, data };
  }
}

const plain = (label: string): CompletionItem => ({
  label,
  kind: CompletionItemKind.Value,
  sortText: `0${label}`,
});
