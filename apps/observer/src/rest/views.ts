import type { JournalView, LeadHistoryEntry } from '@hub/contracts';
import { contactsStateBy, type JournalAccount, type JournalHistory, type Names } from '@hub/journal';
import { statesOfLimits } from './states-of-limits.js';

/** How far the journal of an account is. `account` null: nothing of it is read yet. */
export function viewJournal(
  accountId: string,
  account: JournalAccount | null,
  facts: { now: number; zone: string; waiting: number; isChecking: boolean; keyId: string },
): JournalView {
  const polledAt = account?.polledAt ?? null;
  return {
    accountId,
    reading: account?.fillStep ?? 'configuration',
    eventsSince: momentOf(account?.feedFrom ?? null),
    eventsUntil: momentOf(account?.feedUntil ?? null),
    polledAt: polledAt?.toISOString() ?? null,
    lagSeconds: polledAt && Math.max(0, Math.round((facts.now - polledAt.getTime()) / 1000)),
    missed: account?.missed ?? 0,
    waiting: facts.waiting,
    limits: statesOfLimits(account, facts),
    contacts: account ? contactsStateBy(account, facts.keyId) : 'off',
    isChecking: facts.isChecking,
    checked:
      account?.checked && account.checkedAt
        ? { ...account.checked, at: account.checkedAt.toISOString() }
        : null,
  };
}

/** One row of a lead's history, with the names of people and stages. */
export function viewHistoryEntry(row: JournalHistory, { people, stages }: Names): LeadHistoryEntry {
  const { moment, type, authorId, ownerId, pipelineId, statusId, before, after } = row;
  return {
    ...{ at: new Date(moment * 1000).toISOString(), type, authorId, ownerId, pipelineId, statusId },
    author: authorId === null ? null : (people.get(authorId) ?? null),
    stage: statusId === null ? null : (stages.get(`${pipelineId ?? 0}/${statusId}`) ?? null),
    before: before && { values: before },
    after: after && { values: after },
  };
}

function momentOf(seconds: number | null): string | null {
  return seconds === null ? null : new Date(seconds * 1000).toISOString();
}
