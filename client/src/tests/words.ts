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
export const said = (test: ClaimTest | VerifyTest): string =>
  test.kind === 'claim' ? [test.key, test.status, test.message].join('\n') : test.key;
