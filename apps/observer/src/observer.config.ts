import { CrmConfig } from '@hub/service';
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
}
