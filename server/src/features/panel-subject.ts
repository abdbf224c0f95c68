import type { Call, Expression, Statement, VerifyStatement } from '../syntax/tree';
import { nodePath, visit } from '../syntax/walk';
import { builtin } from './builtins';
import { claimKey, owner, type Snapshot } from './snapshot';

/** What a statement gives the panel to show. */
export interface Subject {
  /** The name of the fact, or the claim without its blanks. */
  readonly key: string;
  /** The facts that it is about, the most telling first. */
  readonly facts: readonly string[];
  readonly statement: Statement;
}

/** The subject at the cursor; elsewhere the last one if the text still has it, else the nearest. */
export function subjectAt(snapshot: Snapshot, offset: number, last: string | undefined): Subject | undefined {
  const { document } = snapshot.analysis;
  const all = document.statements.flatMap((statement) => subjectOf(snapshot, statement) ?? []);
  const around = all.find(({ statement }) => statement.start <= offset && offset <= statement.end);
  if (around) return pointedAt(snapshot, around, offset);
  const away = ({ statement: { start, end } }: Subject): number => Math.max(start - offset, offset - end);
  return (
    all.find(({ key }) => key === last) ??
    all.reduce<Subject | undefined>(
      (near, other) => (near && away(near) <= away(other) ? near : other),
      undefined,
    )
  );
}

function subjectOf(snapshot: Snapshot, statement: Statement): Subject | undefined {
  switch (statement.kind) {
    case 'let':
      return { key: statement.name.text, facts: [statement.name.text], statement };
    case 'posterior': {
      const name = `samples(${statement.name.text})`;
      return { key: name, facts: [name], statement };
    }
    case 'training': {
      const name = `stable(${statement.name.text})`;
      return { key: name, facts: [name], statement };
    }
    case 'claim': {
      const facts = [statement.claim.first, ...statement.claim.rest.flatMap((step) => step.sides)].flatMap(
        (side) => factsIn(snapshot, side),
      );
      const key = claimKey({ statement }, snapshot.analysis.document.text);
      return facts.length > 0 ? { key, facts, statement } : undefined;
    }
    case 'verify': {
      const { quantity, facts } = measured(snapshot, statement);
      // What is measured need not be derived: then its posterior or its training is shown.
      const others = [`samples(${owner(quantity)})`, `stable(${owner(quantity)})`];
      return { key: verifyKey(snapshot, statement), facts: [...facts, ...others], statement };
    }
    default:
      return undefined;
  }
}

/** What a verify block measures, as it is written, and the facts that this is. */
export function measured(
  snapshot: Snapshot,
  { subject }: VerifyStatement,
): { readonly quantity: string; readonly facts: readonly string[] } {
  const quantity = snapshot.written(subject).replace(/\s+/g, '');
  return { quantity, facts: factsIn(snapshot, subject) };
}

/** The same for the block in a text before or after an edit. */
export function verifyKey(snapshot: Snapshot, statement: VerifyStatement): string {
  const { quantity } = measured(snapshot, statement);
  const before = snapshot.analysis.document.statements.filter(
    (other) =>
      other.kind === 'verify' &&
      other.start < statement.start &&
      measured(snapshot, other).quantity === quantity,
  );
  return `verify ${quantity} ${before.length + 1}`;
}

/** Names of quantities of posteriors and trainings, and of orders, that an expression asks for. */
function factsIn(snapshot: Snapshot, expression: Expression): string[] {
  const found: string[] = [];
  visit(expression, (node) => {
    if (node.kind === 'call') found.push(...(factOf(snapshot, node) ?? []));
    else if (node.kind === 'name' && snapshot.facts.has(node.text)) found.push(node.text);
  });
  return found;
}

/** What holds under given patterns is no fact of its own: it is seen among all patterns. */
function factOf(snapshot: Snapshot, { callee, args }: Call): [string] | undefined {
  const [subject] = args;
  if (callee.kind !== 'name' || !subject) return undefined;
  const kind = builtin(callee.text)?.kind;
  // A property is seen among all of its training.
  if (kind === 'property' || kind === 'of weight')
    return [`stable(${snapshot.written(subject.kind === 'member' ? subject.object : subject)})`];
  if (kind !== 'quantity' && kind !== 'of training') return undefined;
  const quantity = callee.text === 'pattern' ? 'samples' : callee.text;
  return [`${quantity}(${snapshot.written(subject).replace(/\s+/g, '')})`];
}

/** Of several facts in one statement, the one under the cursor comes first. */
function pointedAt(snapshot: Snapshot, subject: Subject, offset: number): Subject {
  for (const node of nodePath(snapshot.analysis.document, offset).reverse()) {
    const named =
      node.kind === 'call' ? factOf(snapshot, node)?.[0] : node.kind === 'name' ? node.text : undefined;
    if (named !== undefined && subject.facts.includes(named))
      return { ...subject, facts: [named, ...subject.facts.filter((fact) => fact !== named)] };
  }
  return subject;
}
