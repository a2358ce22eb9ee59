import { parseSecretKeys } from '@hub/accounts';
import { IsAddress, IsReadableFile } from '@hub/platform';
import { IsIn, IsOptional, IsString, ValidateBy } from 'class-validator';
import { locales, type Locale } from '@hub/messages';
import { BaseConfig } from './base.config.js';

/** The keys that seal secrets, with the words for what is wrong with them. */
export function AreSecretKeys(): PropertyDecorator {
  const faultOf = (value: unknown) => {
    try {
      parseSecretKeys(String(value));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : 'unreadable';
    }
  };
  const advice = 'make one with: echo "1:$(openssl rand -base64 32)"';
  return ValidateBy({
    name: 'areSecretKeys',
    validator: {
      validate: (value) => faultOf(value) === undefined,
      defaultMessage: (given) => `HUB_SECRET_KEYS: ${faultOf(given?.value) ?? ''}; ${advice}`,
    },
  });
}

/** What a process needs that calls amoCRM: the keys of the stored tokens, and the way there. */
export class CrmConfig extends BaseConfig {
  /** `number:base64` keys of 32 bytes for the secrets in the database; the first one seals. */
  @AreSecretKeys()
  HUB_SECRET_KEYS: string;

  /** Where connections go instead of the accounts' own hosts, e.g. the sandbox. Empty: amoCRM itself. */
  @IsOptional()
  @IsAddress(['http:', 'https:'], 'http://127.0.0.1:3900')
  AMOCRM_CONNECT_TO?: string;

  /** File of the certificate authority to trust besides the usual ones. */
  @IsOptional()
  @IsReadableFile()
  AMOCRM_CA_FILE?: string;

  /** Where amoCRM and browsers reach the gateway. Empty: the address it listens on. */
  @IsAddress(['http:', 'https:'], 'https://hub.example.com')
  PUBLIC_URL = '';

  /** The public integration of the hub; empty when every account has a private one. */
  @IsString()
  AMOCRM_INTEGRATION_ID = '';

  @IsString()
  AMOCRM_INTEGRATION_SECRET = '';

  /** What amoCRM counts calls by. */
  @IsIn(['integration-account', 'integration', 'egress'])
  AMOCRM_BUDGET_SCOPE: 'integration-account' | 'integration' | 'egress' = 'integration-account';

  /** Language of the texts in cards, and of REST answers whose reader asks for none. */
  @IsIn(locales)
  HUB_LOCALE: Locale = 'ru';
}
