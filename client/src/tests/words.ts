import type { ClaimTest, VerifyTest } from '../../../server/src/features/contract';

const CLAIMS: Readonly<Record<ClaimTest['status'], string>> = {
  proven: 'proven',
  refuted: 'does not follow',
  undecided: 'not decided',
  empty: 'says nothing',
  waiting: 'waits for a mistake to be mended',
  none: 'nothing is derived',
};

/** What stands beside a test: what is known of it without running it. */
export function described(test: ClaimTest | VerifyTest, stale: boolean): string {
  if (test.kind === 'verify') return test.run?.text ?? '';
  return stale ? `outdated, now: ${CLAIMS[test.status]}` : CLAIMS[test.status];
}

/** What a result rests on: a result of something else is outdated. */
export function said(test: ClaimTest | VerifyTest): string {
  if (test.kind === 'claim') return [test.key, test.status, test.message].join('\n');
  return test.plan ?? test.key;
}

/**
 * Whether the last result that was reported is not of what the text says now. `ran`: what it rests on; undefined where it is of
 * another session, of which the server knows.
 */
export function isStale(test: ClaimTest | VerifyTest, ran: string | undefined): boolean {
  const isOfRun = test.kind === 'verify' && (ran === undefined || test.plan === undefined);
  return isOfRun ? (test.run?.outdated ?? false) : ran !== undefined && ran !== said(test);
}
