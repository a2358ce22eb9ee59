import { BaseConfig } from '@hub/service';
import { Type } from 'class-transformer';
import { IsInt, IsString, Min } from 'class-validator';

/** The gateway's environment. */
export class GatewayConfig extends BaseConfig {
  /** `number:base64` keys of 32 bytes for the secrets in the database; the first one seals. */
  @IsString()
  HUB_SECRET_KEYS: string;

  /** Where amoCRM and browsers reach the gateway. Empty: the address it listens on. */
  @IsString()
  PUBLIC_URL = '';

  /** Requests that one key may make in a minute. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  REQUESTS_PER_MINUTE = 1200;
}
