import { IsAddress } from '@hub/platform';
import { CrmConfig, IsDaysKept, type Kept } from '@hub/service';
import { Type } from 'class-transformer';
import { IsInt, Min } from 'class-validator';

/** The gateway's environment. */
export class GatewayConfig extends CrmConfig {
  /** amoCRM's consent page. */
  @IsAddress(['http:', 'https:'], 'https://www.amocrm.ru/oauth')
  AMOCRM_CONSENT_URL = 'https://www.amocrm.ru/oauth';

  /** Days for which raw webhooks are kept for replay. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  WEBHOOK_KEPT_DAYS = 7;

  /** Requests that one key may make in a minute. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  REQUESTS_PER_MINUTE = 1200;

  /** Event streams that one key may have open at once. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  STREAMS_PER_KEY = 20;

  /** Cards that the webhooks of one account may name at once; half as many a minute come back, and the poll finds the rest. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  WEBHOOK_HINTS_AT_ONCE = 240;

  /** Wrong API keys, and wrong webhook addresses, that may come from one address in a minute. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  WRONG_KEYS_PER_MINUTE = 30;

  /** Reverse proxies in front of the gateway: the address of a caller is taken from behind so many of them. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  PROXIES = 0;

  /** Days for which it is kept who changed what. */
  @IsDaysKept(31)
  AUDIT_KEPT_DAYS = 1_095;

  /** Days for which alarms are kept that have been cleared. */
  @IsDaysKept(1)
  ALARMS_KEPT_DAYS = 365;

  /** Days for which the answers to an `Idempotency-Key` are kept, at most a day longer. */
  @IsDaysKept(1)
  ANSWERS_KEPT_DAYS = 1;

  /** Days for which links for the consent are kept after they have ended. */
  @IsDaysKept(1)
  LINKS_KEPT_DAYS = 1;
}

/** What the gateway keeps for how long, besides the raw webhooks that `PurgeWebhooks` deletes every hour. */
export function keptByGateway(config: GatewayConfig): Kept[] {
  return [
    { table: 'gateway.audit', moment: 'at', days: config.AUDIT_KEPT_DAYS },
    { table: 'accounts.alarm', moment: 'cleared_at', days: config.ALARMS_KEPT_DAYS },
    { table: 'gateway.idempotency', moment: 'started_at', days: config.ANSWERS_KEPT_DAYS },
    { table: 'gateway.connect_link', moment: 'expires_at', days: config.LINKS_KEPT_DAYS },
  ];
}
