import { Bus, forEver, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { HastenLeads } from '../again/hasten-leads.js';
import { ReJudgeLeadRepository, type ReleasedLead } from './re-judge-lead.repository.js';

interface ReleaseWork {
  accountId: string;
  /** The last lead of the page before. */
  after?: ReleasedLead;
}

const consumer = 'router.release';
const pageSize = 200;
/** A page's leads take about half of HQ's calls in that time; the rest is for new leads. */
const betweenPagesMs = 60_000;

/** Gives released leads to the judge, oldest first, one page a minute. */
@Injectable()
export class ReleaseLeads implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly list: ReJudgeLeadRepository,
    private readonly leads: HastenLeads,
  ) {}

  onModuleInit(): void {
    this.bus.consume<ReleaseWork>({
      consumer,
      concurrency: 1,
      again: { forMs: forEver },
      handle: (job) => this.page(job),
    });
  }

  /** In the transaction that releases them. */
  async ask(tx: EntityManager, work: ReleaseWork, correlationId: string, runAt?: Date): Promise<void> {
    const about = { key: work.accountId, correlationId, ...(runAt ? { runAt } : {}) };
    await this.bus.enqueue(tx, consumer, work, about);
  }

  private async page(job: Job<ReleaseWork>): Promise<void> {
    const { accountId, after = null } = job.payload;
    const page = await this.list.listReleased(accountId, after, pageSize);
    const last = page.length === pageSize ? page.at(-1) : undefined;
    const leads = page.map(({ leadId }) => ({ accountId, leadId }));
    await job.finish(async (tx) => {
      await this.leads.run(tx, leads, { correlationId: job.correlationId, isNew: true });
      if (last) {
        const runAt = new Date(Date.now() + betweenPagesMs);
        await this.ask(tx, { accountId, after: last }, job.correlationId, runAt);
      }
    });
  }
}
