import { Bus, type Job } from '@hub/bus';
import { Journal } from '@hub/journal';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { checkConsumer, type CustodyLead } from './custody-work.js';
import { LegRepository, type ShownLeg } from './leg.repository.js';
import { LookAtLeads } from './look-at-leads.js';
import { ReRouteRepository } from './re-route.repository.js';

const everyMs = 5 * 60_000;
const pageSize = 500;

/** The last leg of the page before. */
interface CheckPage {
  after?: string;
}

/**
 * Compares what HQ leads show with the journal: the state of the journal decides, not whether a message came. So a change that
 * came before its leg was there, or while the hub was down, is mirrored all the same. A lead that is to leave its branch and has
 * not left is looked at as well.
 */
@Injectable()
export class CheckMirrors implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly legs: LegRepository,
    private readonly reRoutes: ReRouteRepository,
    private readonly journal: Journal,
    private readonly looks: LookAtLeads,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CheckPage>({ consumer: checkConsumer, concurrency: 1, handle: (job) => this.page(job) });
    this.bus.schedule({ consumer: checkConsumer, when: { everyMs } });
  }

  private async page(job: Job<CheckPage>): Promise<void> {
    const legs = await this.legs.listShown(job.payload.after ?? null, pageSize);
    const leaving = job.payload.after === undefined ? await this.reRoutes.listUnfinished() : [];
    const behind = await this.behind(legs);
    const last = legs.length === pageSize ? legs.at(-1) : undefined;
    const { correlationId } = job;
    await job.finish(async (tx) => {
      await this.looks.run(tx, [...leaving, ...behind], correlationId);
      if (last)
        await this.bus.enqueue(tx, checkConsumer, { after: last.id }, { key: checkConsumer, correlationId });
    });
  }

  private async behind(legs: readonly ShownLeg[]): Promise<CustodyLead[]> {
    const found: CustodyLead[] = [];
    for (const accountId of new Set(legs.map((leg) => leg.accountId))) {
      const own = legs.filter((leg) => leg.accountId === accountId);
      const versions = await this.journal.findVersions(
        accountId,
        own.map(({ branchLeadId }) => branchLeadId),
      );
      found.push(
        ...own
          .filter(({ branchLeadId, seenVersion }) => (versions.get(branchLeadId) ?? 0) > seenVersion)
          .map(({ branchLeadId: leadId }) => ({ accountId, leadId })),
      );
    }
    return found;
  }
}
