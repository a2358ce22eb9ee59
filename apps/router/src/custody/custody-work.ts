import { leadKey } from '../lead/lead-work.js';

export const custodyConsumer = 'router.custody';
/** The checks that come every five minutes: of mirrors and re-routes, and of escalations. */
export const checkConsumer = 'router.custody-check';
export const escalationCheckConsumer = 'router.escalation-check';

/** A request of the router itself to check this branch lead. */
export interface CustodyWork {
  accountId: string;
  entity: 'lead';
  entityId: number;
}

/** Work about a branch lead, in the order of its card. */
export function custodyWork(accountId: string, leadId: number): { work: CustodyWork; key: string } {
  return { work: { accountId, entity: 'lead', entityId: leadId }, key: leadKey({ accountId, leadId }) };
}
