import type { DriftOfAccount } from '@hub/contracts';
import type { Outcome } from '../exit-code.js';

/** What is known of the drift of an account. */
export type KnownDrift = Pick<DriftOfAccount, 'releaseId' | 'readAt' | 'unreadSince'>;

/** Why nobody can say whether an account differs from its release; null when it is known. */
export function whyUnknown({
  releaseId,
  readAt,
  unreadSince,
}: KnownDrift): 'released' | 'unread' | 'never' | null {
  if (releaseId === null) return 'released';
  if (unreadSince !== null) return 'unread';
  return readAt === null ? 'never' : null;
}

/** What drift comes to: of an account that cannot be read, no findings are no proof that there is none. */
export function outcomeOfDrift(findings: number, accounts: readonly KnownDrift[]): Outcome {
  if (accounts.some((account) => whyUnknown(account) !== null)) return 'blocked';
  return findings > 0 ? 'changes' : 'nothing';
}
