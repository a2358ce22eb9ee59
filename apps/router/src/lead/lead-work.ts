import type { CrmChanged } from '@hub/contracts';

export const leadConsumer = 'router.lead';

/** "Look at this lead": a published change, or the router's own job about a lead. */
export interface LeadWork extends Pick<CrmChanged, 'accountId' | 'entity' | 'entityId'> {
  /** Missing in the router's own jobs. */
  action?: CrmChanged['action'];
  /** A person has asked for it, which outweighs that a person has cancelled a transfer before. */
  isAsked?: boolean;
}

/** The key in whose order everything about one HQ lead runs. */
export function leadKey({ accountId, leadId }: { accountId: string; leadId: number }): string {
  return `${accountId}:lead:${leadId}`;
}
