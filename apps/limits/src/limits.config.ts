import { CrmConfig, IsDaysKept, type Kept } from '@hub/service';

/** What the limits service reads from its environment. */
export class LimitsConfig extends CrmConfig {
  /** Days for which presses of the button and their answers are kept. */
  @IsDaysKept(93)
  CLAIMS_KEPT_DAYS = 730;
}

/** A lead that has been offered again for so long is not refused any more, or is no stock. */
const setAsideDays = 7;

/** What the limits service keeps for how long. */
export function keptByLimits({ CLAIMS_KEPT_DAYS }: LimitsConfig): Kept[] {
  const isOver = `kept.state <> 'reserved'`;
  return [
    { table: 'limits.claim', moment: 'pressed_at', days: CLAIMS_KEPT_DAYS, only: isOver },
    { table: 'limits.set_aside', moment: 'until', days: setAsideDays },
  ];
}
