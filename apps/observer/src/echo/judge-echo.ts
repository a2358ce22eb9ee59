import { closingStatusIds } from '@hub/amocrm/pure';
import type { LeadState, LeadValues, LeadWritten } from '@hub/contracts';
import type { KnownCard } from '@hub/journal';

/** What a webhook says of a changed lead. */
export interface LeadHook extends LeadValues {
  /** amoCRM's second of the change. */
  changedAt: number;
}

/** An own write, as far as an echo of it is judged. */
export type WrittenLead = Pick<LeadWritten, 'updatedAt' | 'values'>;

const compared = ['pipelineId', 'statusId', 'ownerId', 'createdAt'] as const;

/**
 * The state of a lead after the one own write of which this webhook is the echo, or null: the lead has to be read. The
 * webhook names the second of the write, and shows what is known with the written values in it, so that it says nothing
 * that the hub does not know. It names whole roubles; the kopecks are those that are known, and the feed has an event for each change
 * of a price. What it leaves out may have changed all the same: the feed has an event for each such change of an open lead with one
 * contact at most, and none for a loss reason, the moment of closing, or a choice among several contacts.
 */
export function judgeEcho(
  hook: LeadHook,
  known: Pick<KnownCard<LeadState>, 'state' | 'goneAt'> | null,
  writes: readonly WrittenLead[],
): LeadState | null {
  const [write, another] = writes.filter(({ updatedAt }) => updatedAt === hook.changedAt);
  if (!write || another || known?.goneAt !== null) return null;
  const { state } = known;
  const written = { ...state, ...write.values, updatedAt: write.updatedAt };
  if (state.updatedAt > write.updatedAt || mayChangeInSilence(state) || mayChangeInSilence(written))
    return null;
  const hasPrice = Math.trunc(written.price) === Math.trunc(hook.price);
  return hasPrice && compared.every((name) => written[name] === hook[name]) ? written : null;
}

/** Whether people can change something of the lead for which neither a webhook says the value nor the feed has an event. */
function mayChangeInSilence({ statusId, closedAt, lossReasonId, contactIds }: LeadState): boolean {
  return (
    closingStatusIds.includes(statusId) || closedAt !== null || lossReasonId !== null || contactIds.length > 1
  );
}
