import { leadKey } from '../lead/lead-work.js';

export const custodyConsumer = 'router.custody';

/** "Look at this branch lead": what the router itself asks for. */
export interface CustodyWork {
  accountId: string;
  entity: 'lead';
  entityId: number;
}

/** Work about a branch lead, in the order of its card. */
export function custodyWork(accountId: string, leadId: number): { work: CustodyWork; key: string } {
  return { work: { accountId, entity: 'lead', entityId: leadId }, key: leadKey({ accountId, leadId }) };
}
