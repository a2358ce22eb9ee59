import { AccountRepository } from '@hub/accounts';
import { Reply } from '@hub/bus';
import { dayAt, daySpan } from '@hub/calendar';
import { EligibilityQuery, type ExchangeOverview } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ClaimRepository } from '../claim/claim.repository.js';
import { linkToLead } from '../claim/answer-claim.js';
import { termsOf } from '../claim/terms.js';
import { databaseNow } from '../database-now.js';
import { ExchangeRepository } from '../settings/exchange.repository.js';
import { groupOf } from '../settings/settings-of.js';
import { StockRepository } from '../stock/stock.repository.js';

/** Answers what the button shows beside the limits: how much there is to get, and what was got today. */
@Controller()
export class OverviewController {
  constructor(
    private readonly source: DataSource,
    private readonly accounts: AccountRepository,
    private readonly exchanges: ExchangeRepository,
    private readonly claims: ClaimRepository,
    private readonly stock: StockRepository,
  ) {}

  @Reply('limits.overview.show')
  async show({ accountId, userId }: EligibilityQuery): Promise<ExchangeOverview> {
    const { settings } = await this.exchanges.get(accountId);
    const { host, timeZone } = await this.accounts.get(accountId);
    return inTransaction(this.source, async (tx) => {
      const now = await databaseNow(tx);
      const today = daySpan(dayAt(now, timeZone), timeZone);
      const taken = await this.claims.listTaken(tx, { accountId, userId }, new Date(today.from));
      const group = groupOf(settings, userId);
      return {
        inStock: group && (await this.stock.count(tx, accountId, termsOf(group), now)),
        takenToday: taken.map(({ leadId, takenAt }) => ({
          ...{ leadId, link: linkToLead(host, leadId) },
          takenAt: takenAt.toISOString(),
        })),
      };
    });
  }
}
