import { Bus, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HastenLeads } from '../again/hasten-leads.js';
import type { LeadWork } from '../lead/lead-work.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { FollowChoice } from './follow-choice.js';
import { forRules, LegRepository, type InHandPlace } from './leg.repository.js';
import { NextLeg } from './next-leg.js';

export const inHandConsumer = 'router.in-hand';
const everyMs = 5 * 60_000;
const pageSize = 100;

/** The last leg of the page before; missing: a round begins. */
interface InHandPage {
  after?: InHandPlace;
}

/**
 * Gives leads in hand to a branch as soon as one can have them: one has opened, was resumed, or has a place in its
 * quota again. A person's choice comes first, and leads that a person moved or that vanished wait for a person. Leads
 * that HQ has closed are in hand no longer.
 */
@Injectable()
export class RetryInHand implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly legs: LegRepository,
    private readonly choice: FollowChoice,
    private readonly next: NextLeg,
    private readonly work: HastenLeads,
  ) {}

  onModuleInit(): void {
    const handle = (job: Job<InHandPage>) => this.page(job);
    this.bus.consume<InHandPage>({ consumer: inHandConsumer, concurrency: 1, handle });
    this.bus.schedule({ consumer: inHandConsumer, when: { everyMs } });
  }

  /** Tries a lead whose trail is in hand. */
  async run(job: Job<LeadWork>, leg: TransferRow): Promise<void> {
    await this.choice.inHand(job, leg);
    const still = await this.legs.findInHand(leg.hqAccountId, leg.hqLeadId);
    if (!still?.endedAs || !forRules.includes(still.endedAs)) return;
    const branch = await this.next.choose.run(job, still, null);
    if (!branch) return;
    const about = { correlationId: job.correlationId, now: new Date() };
    await job.step((tx) => this.next.begin.run(tx, still, branch, about));
    job.log.info({ leadId: leg.hqLeadId, branchId: branch.id }, 'lead in hand goes to a branch');
  }

  /** A page of a round, those that have waited longest first; a full one asks for the next. */
  private async page(job: Job<InHandPage>): Promise<void> {
    const { payload, correlationId } = job;
    const legs = await this.legs.listInHand(payload.after ?? null, pageSize);
    const leads = legs.map(({ hqAccountId: accountId, hqLeadId: leadId }) => ({ accountId, leadId }));
    const last = legs.length === pageSize ? legs.at(-1) : undefined;
    await job.finish(async (tx) => {
      if (!payload.after) await this.legs.takeClosedOffHand(tx);
      await this.work.run(tx, leads, { correlationId });
      if (!last?.inHandSince) return;
      const next: InHandPage = { after: { inHandSince: last.inHandSince.toISOString(), id: last.id } };
      await this.bus.enqueue(tx, inHandConsumer, next, { key: inHandConsumer, correlationId });
    });
  }
}
