import { Hook } from 'mocha';

/**
 * Skips the test, or in a hook its suite, with the reason that the report prints; a skip without one counts as a
 * failure (scripts/reporter.mjs).
 */
export function skip(context: Mocha.Context, because: string): never {
  const at = context.test instanceof Hook ? context.test.parent : context.test;
  Object.assign(at ?? {}, { skippedBecause: because });
  return context.skip();
}
