import { CrmConfig } from '@hub/service';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** What the sync service reads from its environment. */
export class SyncConfig extends CrmConfig {
  /** Every so many days an account is held against its release; 0: only when asked. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(90)
  DRIFT_EVERY_DAYS = 1;

  /** Hour of the account's own time zone at which that night begins. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(23)
  DRIFT_FROM_HOUR = 1;

  /** Hours over which the accounts are spread. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(24)
  DRIFT_HOURS = 5;
}
