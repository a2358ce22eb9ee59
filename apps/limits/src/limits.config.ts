import { CrmConfig } from '@hub/service';
import { IsIn } from 'class-validator';
import { locales, type Locale } from './texts.js';

/** What the limits service reads from its environment. */
export class LimitsConfig extends CrmConfig {
  /** Language of the texts that managers read. */
  @IsIn(locales)
  HUB_LOCALE: Locale = 'ru';
}
