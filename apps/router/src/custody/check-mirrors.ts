import { Bus, type Job } from '@hub/bus';
import { Journal } from '@hub/journal';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { custodyConsumer, custodyWork } from './custody-work.js';
import { LegRepository, type ShownLeg } from './leg.repository.js';

export const checkConsumer = 'router.custody-check';
const everyMs = 5 * 60_000;
const pageSize = 500;

/** The last leg of the page before. */
interface CheckPage {
  after?: string;
}

/**
 * Compares what HQ leads show with the journal: the state of the journal decides, not whether a message came. So a change that
 * came before its leg was there, or while the hub was down, is mirrored all the same.
 */
@Injectable()
export class CheckMirrors implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly legs: LegRepository,
    private readonly journal: Journal,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CheckPage>({ consumer: checkConsumer, concurrency: 1, handle: (job) => this.page(job) });
    this.bus.schedule({ consumer: checkConsumer, when: { everyMs } });
  }

  private async page(job: Job<CheckPage>): Promise<void> {
    const legs = await this.legs.listShown(job.payload.after ?? null, pageSize);
    const behind = await this.behind(legs);
    const last = legs.length === pageSize ? legs.at(-1) : undefined;
    const { correlationId } = job;
    await job.finish(async (tx) => {
      for (const { accountId, branchLeadId } of behind) {
        const { work, key } = custodyWork(accountId, branchLeadId);
        await this.bus.enqueue(tx, custodyConsumer, work, { key, correlationId });
      }
      if (last)
        await this.bus.enqueue(tx, checkConsumer, { after: last.id }, { key: checkConsumer, correlationId });
    });
  }

  private async behind(legs: readonly ShownLeg[]): Promise<ShownLeg[]> {
    const found: ShownLeg[] = [];
    for (const accountId of new Set(legs.map((leg) => leg.accountId))) {
      const own = legs.filter((leg) => leg.accountId === accountId);
      const versions = await this.journal.findVersions(
        accountId,
        own.map(({ branchLeadId }) => branchLeadId),
      );
      found.push(
        ...own.filter(({ branchLeadId, seenVersion }) => (versions.get(branchLeadId) ?? 0) > seenVersion),
      );
    }
    return found;
  }
}
