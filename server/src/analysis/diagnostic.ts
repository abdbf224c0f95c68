import type { Span } from '../syntax/tree';

/** Every rule of the analysis, with its severity; the texts of docs/language.md are held to this table by a test. */
export const RULES = {
  'unknown-name': { severity: 'error', about: 'a name that nothing declares' },
  'declared-twice': { severity: 'error', about: 'a second declaration of the same name' },
  'no-scale': { severity: 'error', about: 'a text needs a first scale: it is the unit of all exponents' },
  'not-an-order': { severity: 'error', about: 'an expression that has no order of magnitude' },
  'not-an-exponent': { severity: 'error', about: 'an exponent must be affine in the free exponents' },
  'not-a-condition': { severity: 'error', about: 'a condition must compare monomials or exponents' },
  'wrong-kind': { severity: 'error', about: 'a name used as something that it is not' },
  'wrong-arguments': { severity: 'error', about: 'a call with the wrong arguments' },
  contradiction: { severity: 'error', about: 'assumptions that no widths satisfy' },
  'unbounded-minimum': { severity: 'error', about: 'a minimum that can be made as small as one likes' },
  'empty-choice': { severity: 'error', about: 'a choice that is empty for some allowed scales' },
  'not-expressible': {
    severity: 'error',
    about: 'a target that the network cannot express with its activations',
  },
  'unsupported-network': { severity: 'error', about: 'a network that this version derives nothing for' },
  'unsupported-setting': { severity: 'error', about: 'a setting that its block does not know' },
  'bad-rule': { severity: 'error', about: 'a declaration whose rule cannot be used' },
  'not-found': { severity: 'error', about: 'an import that cannot be read' },
  'import-mistakes': { severity: 'error', about: 'an imported text with mistakes' },
  overrides: { severity: 'warning', about: 'a declaration that takes the place of one in another text' },
  'claim-refuted': { severity: 'error', about: 'a claim that does not follow' },
  'claim-undecided': { severity: 'warning', about: 'a claim that the rules do not decide' },
  'claim-empty': { severity: 'warning', about: 'conditions that no widths satisfy' },
  'over-budget': {
    severity: 'warning',
    about: 'something that takes too much work to derive while one types',
  },
  'not-derived': {
    severity: 'warning',
    about: 'a declaration that this version reads but derives nothing from',
  },
  'ridge-not-constant': { severity: 'warning', about: 'the rules are stated for a ridge of order one' },
  'bad-verify': { severity: 'error', about: 'a verification that cannot be planned' },
} as const;

export type RuleCode = keyof typeof RULES;

export interface Related extends Span {
  readonly message: string;
  /** The declaration that it is in, where that is not what the diagnostic is about: it moves with it. */
  readonly declared?: string;
}

/** A textual repair offered beside a diagnostic. */
export interface Fix {
  readonly title: string;
  readonly span: Span;
  readonly replacement: string;
  /** The declaration that the span is in, where that is not what the diagnostic is about: it moves with it. */
  readonly declared?: string;
}

export interface Diagnostic extends Span {
  readonly code: RuleCode | string;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
}

/** Collects diagnostics of the main text; what is wrong in another text is said when that one is opened. */
export class Reporter {
  readonly diagnostics: Diagnostic[] = [];
  private silent = false;

  report(
    code: RuleCode,
    span: Span,
    message: string,
    more: { related?: Related[]; fixes?: Fix[] } = {},
  ): undefined {
    const { start, end } = span;
    if (!this.silent)
      this.diagnostics.push({ code, severity: RULES[code].severity, start, end, message, ...more });
    return undefined;
  }

  /** Brings what was said into the order of the text; what was heard from several sides is there once. */
  settle(): void {
    const all = this.diagnostics.sort((a, b) => a.start - b.start);
    let kept = 0;
    for (const d of all) {
      let twin = kept - 1;
      while (twin >= 0 && all[twin]!.start === d.start && !isSame(all[twin]!, d)) twin--;
      if (twin < 0 || all[twin]!.start !== d.start) all[kept++] = d;
    }
    all.length = kept;
  }

  /** Runs something that looks at another text, in silence. */
  within<T>(main: boolean, run: () => T): T {
    const before = this.silent;
    this.silent = before || !main;
    try {
      return run();
    } finally {
      this.silent = before;
    }
  }
}

const isSame = (a: Diagnostic, b: Diagnostic): boolean =>
  a.start === b.start && a.end === b.end && a.code === b.code && a.message === b.message;
