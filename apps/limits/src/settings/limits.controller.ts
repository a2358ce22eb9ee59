import { Reply } from '@hub/bus';
import { AccountQuery, SaveExchangeLimits, type ExchangeLimitsView } from '@hub/contracts';
import { Controller } from '@nestjs/common';
import { SaveLimits } from './save-limits.js';

/** Answers for the limits of users. */
@Controller()
export class LimitsController {
  constructor(private readonly limits: SaveLimits) {}

  @Reply('limits.limits.show')
  async showLimits(query: AccountQuery): Promise<ExchangeLimitsView> {
    return this.limits.show(query.accountId);
  }

  /** Replaces the limits of all users of the account. */
  @Reply('limits.limits.save')
  async saveLimits({ accountId, users, ifVersion = null }: SaveExchangeLimits): Promise<ExchangeLimitsView> {
    return this.limits.save({ accountId, users, ifVersion });
  }
}
