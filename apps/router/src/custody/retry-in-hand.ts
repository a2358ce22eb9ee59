import { Bus, type Job, type Work } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HastenLeads } from '../again/hasten-leads.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { InHandRepository, type InHandPlace } from './in-hand.repository.js';

export const inHandConsumer = 'router.in-hand';
const everyMs = 5 * 60_000;
const pageSize = 100;

/** The last leg of the page before; missing: a round begins. */
interface InHandPage {
  after?: InHandPlace;
}

/**
 * Makes leads in hand due every few minutes, so that each goes to a branch as soon as one has opened, was resumed, or has
 * a place in its quota again (`TryInHand`). One that the journal shows closed at HQ is read, because it may be open again by now, and
 * one that people have taken off hand goes on with a former lead that lives again.
 */
@Injectable()
export class RetryInHand implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly legs: InHandRepository,
    private readonly transfers: TransferRepository,
    private readonly work: HastenLeads,
  ) {}

  onModuleInit(): void {
    const handle = (job: Job<InHandPage>) => this.page(job);
    this.bus.consume<InHandPage>({ consumer: inHandConsumer, concurrency: 1, handle });
    this.bus.schedule({ consumer: inHandConsumer, when: { everyMs } });
  }

  /** A page of a round, those that have waited longest first; a full one asks for the next. */
  private async page(job: Job<InHandPage>): Promise<void> {
    const { payload, correlationId } = job;
    const legs = await this.legs.listInHand(payload.after ?? null, pageSize);
    const offHand = payload.after ? [] : await this.legs.listOffHand(pageSize);
    // A branch may have been saved while the choice was being recorded, so that it woke nobody.
    const wanted = payload.after ? [] : await this.transfers.listWanted(pageSize);
    const leads = [...legs, ...offHand, ...wanted].map(({ hqAccountId: accountId, hqLeadId: leadId }) => ({
      accountId,
      leadId,
    }));
    const last = legs.length === pageSize ? legs.at(-1) : undefined;
    await job.finish(async (tx) => {
      await this.work.run(tx, leads, { correlationId });
      if (!last?.inHandSince) return;
      const next = {
        accountId: null,
        after: { inHandSince: last.inHandSince.toISOString(), id: last.id },
      } satisfies InHandPage & Work;
      await this.bus.enqueue(tx, inHandConsumer, next, { key: inHandConsumer, correlationId });
    });
  }
}
