import { IsIn, IsOptional, IsString } from 'class-validator';
import { locales, type Locale } from '@hub/messages';
import { BaseConfig } from './base.config.js';

/** What a process needs that calls amoCRM: the keys of the stored tokens, and the way there. */
export class CrmConfig extends BaseConfig {
  /** `number:base64` keys of 32 bytes for the secrets in the database; the first one seals. */
  @IsString()
  HUB_SECRET_KEYS: string;

  /** Where connections go instead of the accounts' own hosts, e.g. the sandbox. Empty: amoCRM itself. */
  @IsOptional()
  @IsString()
  AMOCRM_CONNECT_TO?: string;

  /** File of the certificate authority to trust besides the usual ones. */
  @IsOptional()
  @IsString()
  AMOCRM_CA_FILE?: string;

  /** What amoCRM counts calls by. */
  @IsIn(['integration-account', 'integration', 'egress'])
  AMOCRM_BUDGET_SCOPE: 'integration-account' | 'integration' | 'egress' = 'integration-account';

  /** Language of the texts in cards, and of REST answers whose reader asks for none. */
  @IsIn(locales)
  HUB_LOCALE: Locale = 'ru';
}
