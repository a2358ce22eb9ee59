import { randomUUID } from 'node:crypto';
import { Bus, type Job } from '@hub/bus';
import { Journal, type LeadOfAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { sameStage } from '../rule/same-stage.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { custodyConsumer, custodyWork } from './custody-work.js';
import { MirrorRepository } from './mirror.repository.js';

/** Enqueues checks of branch leads that have unfinished work. */
@Injectable()
export class EnqueueChecks {
  constructor(
    private readonly bus: Bus,
    private readonly journal: Journal,
    private readonly mirrors: MirrorRepository,
  ) {}

  /**
   * Makes waiting retries for these leads due at once, whatever made them fail: nothing signals when a refusal or an
   * answer that cannot be read has passed. A lead without work gets a new job, and so does one whose work has begun.
   */
  async run(tx: EntityManager, leads: readonly LeadOfAccount[], correlationId: string): Promise<void> {
    const works = leads.map(({ accountId, leadId }) => custodyWork(accountId, leadId));
    const busy = await this.bus.retryKeys(
      tx,
      custodyConsumer,
      works.map(({ key }) => key),
    );
    const idle = new Map(works.filter(({ key }) => !busy.has(key)).map((work) => [work.key, work.work]));
    const jobs = [...idle].map(([key, payload]) => ({
      payload,
      about: { id: randomUUID(), key, correlationId },
    }));
    if (jobs.length > 0) await this.bus.enqueueAll(tx, custodyConsumer, jobs);
  }

  /**
   * A transfer is done: its branch may have worked on the lead before, or given it to head office, and the message
   * about that did nothing, because the leg was on its way. Call it after that commit, so that the message about any
   * later change takes effect, and call it again in any later run, because a process may end in between. Does nothing
   * for a leg that has ended, or that shows its lead as it is.
   */
  async afterTransfer(job: Job<unknown>, { id, branchLeadId, target, endedAt }: TransferRow): Promise<void> {
    if (branchLeadId === null || endedAt !== null) return;
    const { accountId } = target;
    const seen = await this.journal.findLead(accountId, branchLeadId);
    const isAsMade = seen?.version === 1 && sameStage(seen, target);
    if (!seen || isAsMade || seen.version <= (await this.mirrors.read(id)).seenVersion) return;
    await job.step((tx) => this.run(tx, [{ accountId, leadId: branchLeadId }], job.correlationId));
  }
}
