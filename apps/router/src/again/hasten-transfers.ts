import { Bus, forEver, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { leadConsumer, leadKey } from '../lead/lead-work.js';
import { mayHaveBranchLead } from '../transfer/decide-transfer-again.js';
import type { Transfer } from '../transfer/transfer.entity.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { HastenLeads } from './hasten-leads.js';

/** Whose unfinished transfers are due at once: those to a branch, or all of an HQ account. */
export interface HastenWork {
  of: { branchId: string } | { hqAccountId: string };
  /** The last transfer of the page before. */
  after?: { startedAt: string; id: string };
}

const consumer = 'router.hasten';
const pageSize = 200;

/** Something that transfers may wait for was saved: they are due at once, oldest first, one page per job. */
@Injectable()
export class HastenTransfers implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly transfers: TransferRepository,
    private readonly leads: HastenLeads,
  ) {}

  onModuleInit(): void {
    this.bus.consume<HastenWork>({ consumer, again: { forMs: forEver }, handle: (job) => this.page(job) });
  }

  /** In the transaction that saves what they wait for. */
  async ask(tx: EntityManager, work: HastenWork, correlationId: string): Promise<void> {
    const key = 'branchId' in work.of ? work.of.branchId : work.of.hqAccountId;
    const accountId = 'hqAccountId' in work.of ? work.of.hqAccountId : null;
    await this.bus.enqueue(tx, consumer, { accountId, ...work }, { key, correlationId });
  }

  private async page(job: Job<HastenWork>): Promise<void> {
    const { of, after } = job.payload;
    const place = after ? { startedAt: new Date(after.startedAt), id: after.id } : null;
    const page = await this.transfers.listUnfinished(of, place, pageSize);
    const meant = await this.withoutGivenUp(page);
    const leads = meant.map(({ hqAccountId, hqLeadId }) => ({ accountId: hqAccountId, leadId: hqLeadId }));
    const last = page.length === pageSize ? page.at(-1) : undefined;
    await job.finish(async (tx) => {
      await this.leads.run(tx, leads, job);
      if (last) {
        const next = { startedAt: last.startedAt.toISOString(), id: last.id };
        await this.ask(tx, { of, after: next }, job.correlationId);
      }
    });
  }

  /** What was given up before anything was made in the branch is judged again like a lead that waits (`ReJudge`). */
  private async withoutGivenUp(transfers: readonly Transfer[]): Promise<Transfer[]> {
    const givenUp = new Set<string>();
    for (const accountId of new Set(transfers.map(({ hqAccountId }) => hqAccountId)))
      for (const key of await this.bus.givenUpKeys(leadConsumer, accountId)) givenUp.add(key);
    return transfers.filter(({ hqAccountId, hqLeadId, state, stepMakesLead }) => {
      const isBegun = mayHaveBranchLead({ state, stepMakesLead });
      return isBegun || !givenUp.has(leadKey({ accountId: hqAccountId, leadId: hqLeadId }));
    });
  }
}
