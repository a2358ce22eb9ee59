import type { DriftFindingView } from '@hub/contracts';
import { joined, message, type Message } from '@hub/messages';
import { kindWords } from '../kind/kind-words.js';
import { differences } from '../plan/describe-plan.js';
import { describeReason } from '../plan/describe-reason.js';
import type { DriftAccount } from './drift-account.entity.js';
import type { DriftFinding } from './drift-finding.entity.js';
import { attributesOf, type Drift } from './find-drift.js';

/** A finding as REST shows it. */
export function findingView(finding: DriftFinding, account: DriftAccount | undefined): DriftFindingView {
  const { id, accountId, releaseId, kind, key, drift, returns, ending, proposal } = finding;
  const { name, branchId, form, before, after, isByHand } = drift;
  const { absentAt, seenAt, lastSeenAt, goneAt } = finding;
  return {
    ...{ id, accountId, releaseId, kind, key, name, branchId, form, isByHand, ending, returns, proposal },
    attributes: attributesOf(drift),
    before: before && { ...before },
    after: after && { ...after },
    text: describeDrift(drift),
    state: goneAt ? 'gone' : 'open',
    absentAt: absentAt?.toISOString() ?? null,
    seenAt: seenAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    goneAt: goneAt?.toISOString() ?? null,
    admins: account?.admins ?? [],
    readAt: account?.readAt?.toISOString() ?? null,
    unreadSince: account?.unreadSince?.toISOString() ?? null,
  };
}

function describeDrift(drift: Drift): Message {
  const { kind, name, owner, form, reason } = drift;
  const about = { kind: kindWords(kind), name, owner: owner === '' ? 'none' : owner };
  const what = form === 'vanished' ? [] : differences(drift);
  const question = reason === null ? [] : [describeReason(drift)];
  return message(`drift.${form}`, { ...about, what: joined('; ', [...what, ...question]) });
}
