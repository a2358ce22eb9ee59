import { CrmConfig } from '@hub/service';
import { IsIn } from 'class-validator';
import { locales, type Locale } from './texts.js';

/** What the router reads from its environment. */
export class RouterConfig extends CrmConfig {
  /** Language of the texts in the cards of leads. */
  @IsIn(locales)
  HUB_LOCALE: Locale = 'ru';
}
