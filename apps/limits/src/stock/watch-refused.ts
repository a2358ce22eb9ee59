import { AlarmRepository } from '@hub/accounts';
import { Bus, type Job } from '@hub/bus';
import { Journal } from '@hub/journal';
import type { Message } from '@hub/messages';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isInStock } from './refused-leads.js';

const consumer = 'limits.watch-refused';
const everyMs = 5 * 60_000;
/** Fewer refusals in a row may pass by themselves. */
const manyRefusals = 3;

/** Keeps one alarm per account about leads of its stock that amoCRM refuses to hand over again and again. */
@Injectable()
export class WatchRefused implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly journal: Journal,
    private readonly alarms: AlarmRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume({ consumer, concurrency: 1, handle: (job) => this.review(job) });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  private async review(job: Job<unknown>): Promise<void> {
    const rows: { accountId: string; count: number; since: Date; leadId: string; problem: Message | null }[] =
      await this.journal.askForList((tx) =>
        tx.query(
          `SELECT account_id AS "accountId", count(*)::int AS count, min(since) AS since,
             (array_agg(lead_id ORDER BY since, lead_id))[1] AS "leadId",
             (array_agg(problem ORDER BY since, lead_id))[1] AS problem
           FROM limits.set_aside refused WHERE refusals >= $1 AND ${isInStock('refused')} GROUP BY 1 ORDER BY 1`,
          [manyRefusals],
        ),
      );
    const now = new Date();
    await job.finish(async (tx) => {
      for (const { accountId, since, problem, ...facts } of rows) {
        const about = { kind: 'claim-refused', subject: accountId, accountId } as const;
        const said = { ...facts, since: since.toISOString(), problem: problem ?? '' };
        await this.alarms.keep(tx, { ...about, facts: said }, now);
      }
      const subjects = rows.map(({ accountId }) => accountId);
      await this.alarms.clearOthers(tx, 'claim-refused', { prefix: '', subjects }, now);
    });
  }
}
