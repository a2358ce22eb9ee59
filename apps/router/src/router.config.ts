import { CrmConfig, IsDaysKept, type Kept } from '@hub/service';

/** What the router reads from its environment. */
export class RouterConfig extends CrmConfig {
  /** Days for which decisions are kept; the newest one about each lead stays. */
  @IsDaysKept(31)
  DECISIONS_KEPT_DAYS = 365;
}

/** What the router keeps for how long. Transfers stay: they are the trail of each lead. */
export function keptByRouter({ DECISIONS_KEPT_DAYS }: RouterConfig): Kept[] {
  const isFollowed = `EXISTS (SELECT FROM router.decision newer WHERE newer.account_id = kept.account_id
    AND newer.lead_id = kept.lead_id AND newer.decided_at > kept.decided_at)`;
  return [
    { table: 'router.decision', moment: 'decided_at', days: DECISIONS_KEPT_DAYS, only: isFollowed },
    // By then no caller repeats a request any more; one that is not done is a lead.
    { table: 'router.received_lead', moment: 'received_at', days: 90, only: `kept.state = 'done'` },
    // The journal is asked for the calls of 30 days: by then none of these is found again.
    { table: 'router.call_note', moment: 'done_at', days: 60 },
  ];
}
