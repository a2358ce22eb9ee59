import type { CrmChanged } from '@hub/contracts';
import type { LeadOfAccount } from '@hub/journal';

export const leadConsumer = 'router.lead';

/** Work about one lead: a published change, or the router's own job. */
export interface LeadWork extends Pick<CrmChanged, 'accountId' | 'entity' | 'entityId' | 'changedAt'> {
  /** Missing in the router's own jobs. */
  action?: CrmChanged['action'];
  /** A person has asked for it, which outweighs that a person has cancelled a transfer before. */
  isAsked?: boolean;
  /** The reason to wait is over: the branch opens, or its quota has a free place. */
  isDue?: boolean;
}

/** The key in whose order everything about one HQ lead runs. */
export function leadKey({ accountId, leadId }: LeadOfAccount): string {
  return `${accountId}:lead:${leadId}`;
}

/** amoCRM's second of the change of this lead that the work is about; null when it names none. */
function changedAtOf(payload: unknown, { accountId, leadId }: LeadOfAccount): number | null {
  const work = payload as Partial<LeadWork> | null;
  const isAbout = work?.accountId === accountId && work.entity === 'lead' && work.entityId === leadId;
  return isAbout ? (work.changedAt ?? null) : null;
}

/** The newest of these changes of the lead; null when one names none. */
export function newestChangeOf(
  payloads: readonly unknown[],
  about: { accountId: string; leadId: number },
): number | null {
  const moments = payloads.map((payload) => changedAtOf(payload, about));
  return moments.reduce((newest, at) => (newest === null || at === null ? null : Math.max(newest, at)), 0);
}
