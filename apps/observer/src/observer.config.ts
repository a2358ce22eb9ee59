import { CrmConfig, IsDaysKept, type Kept } from '@hub/service';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** What the observer reads from its environment. */
export class ObserverConfig extends CrmConfig {
  /** Seconds between two healing polls of an account. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  POLL_SECONDS = 60;

  /** Whole months for which the history of cards is kept, besides the present one. */
  @Type(() => Number)
  @IsInt()
  @Min(3)
  @Max(1_200)
  HISTORY_KEPT_MONTHS = 24;

  /** Days for which changes that webhooks named are kept for the poll: longer than an account may be unreachable. */
  @IsDaysKept(14)
  SEEN_CHANGES_KEPT_DAYS = 14;

  /** Days for which it is kept what the hub has written into leads: a poll that is later reads the leads. */
  @IsDaysKept(3)
  OWN_WRITES_KEPT_DAYS = 3;
}

/** What the observer keeps for how long, besides the history that `PurgeOld` drops by month. */
export function keptByObserver({ SEEN_CHANGES_KEPT_DAYS, OWN_WRITES_KEPT_DAYS }: ObserverConfig): Kept[] {
  return [
    { table: 'observer.seen_change', moment: 'received_at', days: SEEN_CHANGES_KEPT_DAYS },
    { table: 'observer.own_write', moment: 'answered_at', days: OWN_WRITES_KEPT_DAYS },
  ];
}
