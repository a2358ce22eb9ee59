import { CrmConfig, IsDaysKept, type Kept } from '@hub/service';
import { isInStock } from './stock/refused-leads.js';

/** What the limits service reads from its environment. */
export class LimitsConfig extends CrmConfig {
  /** Days for which presses of the button and their answers are kept. */
  @IsDaysKept(93)
  CLAIMS_KEPT_DAYS = 730;
}

/** One that amoCRM refuses stays in the list of all that waits as long as it is stock. */
const setAsideDays = 7;

/** What the limits service keeps for how long. */
export function keptByLimits({ CLAIMS_KEPT_DAYS }: LimitsConfig): Kept[] {
  const isOver = `kept.state <> 'reserved'`;
  const isOffered = `(kept.refusals = 0 OR NOT ${isInStock('kept')})`;
  return [
    { table: 'limits.claim', moment: 'pressed_at', days: CLAIMS_KEPT_DAYS, only: isOver },
    { table: 'limits.set_aside', moment: 'until', days: setAsideDays, only: isOffered },
  ];
}
