import { CrmConfig, IsDaysKept, type Kept } from '@hub/service';
import { isInStock } from './stock/refused-leads.js';

/** What the limits service reads from its environment. */
export class LimitsConfig extends CrmConfig {
  /** Days for which presses of the button and their answers are kept. */
  @IsDaysKept(93)
  CLAIMS_KEPT_DAYS = 730;

  /** Days for which places in quotas are kept: longer than any month that is still counted. */
  @IsDaysKept(40)
  RESERVATIONS_KEPT_DAYS = 40;
}

/** One that amoCRM refuses stays in the list of all that waits as long as it is stock. */
const setAsideDays = 7;

/** What the limits service keeps for how long. */
export function keptByLimits({ CLAIMS_KEPT_DAYS, RESERVATIONS_KEPT_DAYS }: LimitsConfig): Kept[] {
  const isOver = `kept.state <> 'reserved'`;
  const isNotOpen = `(kept.state IN ('released', 'expired') OR kept.closed_at IS NOT NULL)`;
  const isOffered = `(kept.refusals = 0 OR NOT ${isInStock('kept')})`;
  return [
    { table: 'limits.claim', moment: 'pressed_at', days: CLAIMS_KEPT_DAYS, only: isOver },
    { table: 'limits.reservation', moment: 'reserved_at', days: RESERVATIONS_KEPT_DAYS, only: isNotOpen },
    { table: 'limits.set_aside', moment: 'until', days: setAsideDays, only: isOffered },
  ];
}
