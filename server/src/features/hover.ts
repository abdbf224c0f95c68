import type { Hover } from 'vscode-languageserver-protocol';
import type { ClaimResult, Fact, VerifyResult } from '../analysis/facts';
import { Rational, relation, word, type Notation } from '../orders';
import { keywords, type Keyword, type Place } from '../syntax/keywords';
import type { Call, Name, Span, Statement } from '../syntax/tree';
import { docComment, nodePath, type Node } from '../syntax/walk';
import { builtin, type Builtin } from './builtins';
import type { Theme } from './contract';
import { value, why } from './explain';
import { code, escaped, Page, sentence } from './markdown';
import type { Entity } from './names';
import { runText, type Runs } from './runs';
import { claimKey, owner, type Known, type Snapshot } from './snapshot';

/** What is known of the thing under the cursor: its order as a picture, where it holds, why, and by which source. */
export function hover(snapshot: Snapshot, offset: number, theme: Theme, runs: Runs): Hover | null {
  return new Hovering(snapshot, offset, theme, runs).answer();
}

class Hovering {
  private readonly page: Page;

  constructor(
    private readonly snapshot: Snapshot,
    private readonly offset: number,
    theme: Theme,
    private readonly runs: Runs,
  ) {
    this.page = new Page(theme);
  }

  answer(): Hover | null {
    const span = this.find();
    const markdown = this.page.toString();
    if (!span || markdown === '') return null;
    return { contents: { kind: 'markdown', value: markdown }, range: this.snapshot.range(span) };
  }

  /** Writes the page, and says what it is about. */
  private find(): Span | undefined {
    const { snapshot, offset } = this;
    const { document } = snapshot.analysis;
    if (document.comments.some((c) => c.start < offset && offset < c.end)) return undefined;
    const path = nodePath(document, offset);
    const call = path.findLast((n): n is Call => n.kind === 'call');
    if (call && within(call.callee, offset)) {
      const quantity = this.quantity(call);
      if (quantity) return quantity;
    }
    const named = snapshot.nameAt(offset);
    if (named) {
      this.entity(named.entity);
      return named.span;
    }
    const keyword = keywordAt(snapshot, path, offset);
    if (keyword) this.keyword(keyword.keyword);
    const [statement] = path;
    if (statement?.kind === 'claim') return this.claim(statement) ?? keyword?.span;
    if (statement?.kind === 'verify' && keyword) this.verify(statement as Statement);
    return keyword?.span;
  }

  /** `samples(p)` and its like, and the engine's functions. */
  private quantity(call: Call): Span | undefined {
    const { page, snapshot } = this;
    const callee = call.callee as Name;
    const known = builtin(callee.text);
    if (!known) return undefined;
    const written = snapshot.written(call).replace(/\s+/g, '');
    const asked = written.replace(/^pattern\(/, 'samples(').replace(/,.*\)$/, ')');
    const fact = known.kind === 'quantity' ? snapshot.facts.get(asked) : undefined;
    if (!fact) {
      this.builtin(known);
      return callee;
    }
    this.fact(fact);
    if (asked !== written) page.paragraph(escaped(known.doc).replace(/\\`/g, '`'));
    return call;
  }

  private builtin({ shape, doc }: Builtin): void {
    this.page.paragraph(`**${code(shape)}**`).paragraph(sentence(doc));
  }

  private keyword({ shape, doc, status }: Keyword): void {
    const later = status === 'reserved' ? ' Nothing is derived from it yet.' : '';
    this.page.paragraph(`**${code(shape)}**`).paragraph(sentence(doc) + later);
  }

  private fact({ value: fact, before }: Known<Fact>, title = code(fact.name)): void {
    const { page } = this;
    page.paragraph(`**${title}**${this.of(fact)}${before ? ' — *from before this edit*' : ''}`);
    value(page, fact);
    why(page, fact.derivation);
  }

  /** Which network and target a posterior's fact is about. */
  private of(fact: Fact): string {
    const name = owner(fact.name);
    const posterior = this.snapshot.analysis.document.statements.find(
      (s) => s.kind === 'posterior' && s.name.text === name,
    );
    return posterior?.kind === 'posterior'
      ? ` — posterior of ${code(posterior.network.text)} on ${code(posterior.target.text)}`
      : '';
  }

  private entity(entity: Entity): void {
    const { page, snapshot } = this;
    const { kind, name, statement } = entity;
    const fact = snapshot.facts.get(kind === 'posterior' ? `samples(${name})` : name);
    if (fact && (kind === 'posterior' || kind === 'let')) this.fact(fact);
    else page.paragraph(`**${code(name)}** — ${NOUNS[kind] ?? kind}`).paragraph(...this.declaration(entity));
    if (kind === 'layer')
      for (const { value: count, before } of snapshot.facts.values())
        if (count.name.startsWith('count(') && count.name.endsWith(`.${name})`))
          this.fact({ value: count, before }, `neurons that specialise, ${code(count.name)}`);
    const document = snapshot.documentOf(entity.uri);
    const comment = document && kind !== 'layer' && docComment(document, statement);
    if (comment) page.paragraph(escaped(comment));
    if (statement.kind !== 'pattern' && statement.kind !== 'activation') return;
    const { because, source } = statement.notes;
    if (because) page.paragraph('**Why**', '', `- ${sentence(because.value)}`);
    if (source) page.paragraph(`*Source: ${escaped(source.value)}*`);
  }

  /** The declaration as it is written, so that nobody has to go there to read it. */
  private declaration({ uri, statement, span, kind }: Entity): string[] {
    const text = this.snapshot.documentOf(uri)?.text;
    if (text === undefined) return [];
    const whole = kind === 'layer' || kind === 'parameter' ? lineAround(text, span) : statement;
    const lines = text.slice(whole.start, whole.end).split(/\r\n|\r|\n/);
    const shown = lines.length > 14 ? [...lines.slice(0, 12), '  …'] : lines;
    return ['~~~scale', ...shown.map((line) => line.replace(/^\s*~~~/, ' ').slice(0, 300)), '~~~'];
  }

  private claim(statement: Extract<Node, { kind: 'claim' }>): Span | undefined {
    const { page, snapshot } = this;
    const { text } = snapshot.analysis.document;
    const known = snapshot.claims.get(claimKey({ statement }, text));
    if (!known) return undefined;
    const { value: result, before } = known;
    page.paragraph(`**${MARKS[result.status]}**${before ? ' — *from before this edit*' : ''}`);
    page.paragraph(code(snapshot.written(statement.claim)));
    page.paragraph(sentence(result.message));
    const [reason] = result.derivation.steps;
    if (reason?.formula) page.paragraph(page.formula(reason.formula));
    if (reason) why(page, reason);
    return statement;
  }

  private verify(statement: Statement): void {
    const { page, snapshot, runs } = this;
    const result = snapshot.analysis.verifications.find((v) => v.statement === statement);
    if (!result?.plan) return;
    page.paragraph(`Predicted: ${page.formula(prediction(snapshot, result))}`);
    const { sizes, seeds } = result.plan;
    page.paragraph(`${sizes.length} sizes, ${code(sizes.map((s) => s.d).join(', '))}; ${seeds} seeds each.`);
    const run = runs.of(snapshot.uri, result, snapshot.analysis.verifications);
    if (run) page.paragraph(escaped(runText(run)));
  }
}

function prediction({ analysis }: Snapshot, { text, plan }: VerifyResult): Notation {
  const exponent = Rational.parse(plan?.prediction.exponent ?? '0');
  return relation(word(text), '~', analysis.chart.power(exponent));
}

export const MARKS: Readonly<Record<ClaimResult['status'], string>> = {
  proven: '✓ proven',
  refuted: '✗ does not follow',
  undecided: '? not decided',
  empty: '∅ says nothing',
};

const NOUNS: Readonly<Partial<Record<Entity['kind'], string>>> = {
  exponent: 'free exponent',
  direction: 'direction of the data',
};

const within = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

function lineAround(text: string, { start, end }: Span): Span {
  const from = Math.max(
    text.lastIndexOf('\n', start - 1),
    text.lastIndexOf(';', start),
    text.lastIndexOf('{', start),
  );
  const to = [text.indexOf('\n', end), text.indexOf(';', end)].filter((i) => i >= 0);
  return { start: from + 1, end: Math.min(...to, text.length) };
}

const PLACES: Readonly<Partial<Record<Node['kind'], Place>>> = {
  network: 'network',
  posterior: 'posterior',
  training: 'training',
  verify: 'verify',
  activation: 'activation',
  pattern: 'pattern',
};

/** The keyword under the cursor, by the places where its word may stand here. */
function keywordAt(
  { analysis }: Snapshot,
  path: readonly Node[],
  offset: number,
): { keyword: Keyword; span: Span } | undefined {
  const { text } = analysis.document;
  let [start, end] = [offset, offset];
  while (/[\p{L}\d_']/u.test(text.charAt(start - 1))) start--;
  while (/[\p{L}\d_']/u.test(text.charAt(end))) end++;
  const [statement] = path;
  const inside = statement && PLACES[statement.kind];
  const places: (Place | undefined)[] =
    statement && statement.start === start
      ? ['statement']
      : [inside, 'header', 'expression', ...(statement ? [] : (['statement'] as const))];
  const word = text.slice(start, end);
  const keyword = places.flatMap((p) => keywords.filter((k) => k.word === word && k.place === p))[0];
  return keyword && { keyword, span: { start, end } };
}
