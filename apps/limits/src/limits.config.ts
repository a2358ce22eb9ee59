import { CrmConfig, IsDaysKept, type Kept } from '@hub/service';

/** What the limits service reads from its environment. */
export class LimitsConfig extends CrmConfig {
  /** Days for which presses of the button and their answers are kept. */
  @IsDaysKept(93)
  CLAIMS_KEPT_DAYS = 730;
}

/** What the limits service keeps for how long. */
export function keptByLimits({ CLAIMS_KEPT_DAYS }: LimitsConfig): Kept[] {
  const isOver = `kept.state <> 'reserved'`;
  return [{ table: 'limits.claim', moment: 'pressed_at', days: CLAIMS_KEPT_DAYS, only: isOver }];
}
