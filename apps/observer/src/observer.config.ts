import { IsAddress } from '@hub/platform';
import { CrmConfig } from '@hub/service';
import { Type } from 'class-transformer';
import { IsInt, Min } from 'class-validator';

/** What the observer reads from its environment. */
export class ObserverConfig extends CrmConfig {
  /** Where amoCRM reaches the gateway, for alarms about webhooks. Empty: the address this process listens on. */
  @IsAddress(['http:', 'https:'], 'https://hub.example.com')
  PUBLIC_URL = '';

  /** Seconds between two healing polls of an account. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  POLL_SECONDS = 60;
}
