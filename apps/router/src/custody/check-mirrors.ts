import { Bus, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChoicesInFeed } from './choices-in-feed.js';
import { checkConsumer } from './custody-work.js';
import { EnqueueChecks } from './enqueue-checks.js';
import { MirrorRepository } from './mirror.repository.js';
import { ReRouteRepository } from './re-route.repository.js';
import { markTried } from './refused-work.js';

const everyMs = 5 * 60_000;
/** Legs that one statement reads; of a hundred thousand few are behind. */
const pageSize = 1_000;

/** `after`: the last leg of the page before. `accountId`: whose leads are checked; missing or null: all are. */
interface CheckPage {
  accountId?: string | null;
  after?: string;
}

/**
 * Compares what HQ leads show with the journal: the state of the journal decides, not whether a message came. So a
 * change that came before its leg existed, or while the hub was down, is mirrored all the same. A lead that is to leave
 * its branch and has not left is checked as well, and an HQ lead whose «Филиал» was changed unseen.
 */
@Injectable()
export class CheckMirrors implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly mirrors: MirrorRepository,
    private readonly reRoutes: ReRouteRepository,
    private readonly checks: EnqueueChecks,
    private readonly choices: ChoicesInFeed,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CheckPage>({ consumer: checkConsumer, concurrency: 1, handle: (job) => this.page(job) });
    this.bus.schedule({ consumer: checkConsumer, when: { everyMs } });
  }

  private async page(job: Job<CheckPage>): Promise<void> {
    const { after, accountId = null } = job.payload;
    const place = { after: after ?? null, accountId };
    const { behind, last } = await this.mirrors.listBehind(place, pageSize);
    const chosen = await this.choices.list(place, pageSize);
    const isFirst = after === undefined;
    const leaving = isFirst ? await this.reRoutes.listUnfinished(place.accountId) : [];
    const refused = isFirst ? await this.mirrors.listRefused(place.accountId) : [];
    const { correlationId } = job;
    await job.finish(async (tx) => {
      const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
      await markTried(tx, 're_route', idsOf(leaving));
      await markTried(tx, 'mirror', idsOf(refused));
      await this.checks.run(tx, [...leaving, ...refused, ...behind], correlationId);
      await this.choices.follow(tx, chosen, correlationId);
      const about = { key: checkConsumer, correlationId };
      if (last) await this.bus.enqueue(tx, checkConsumer, { accountId, after: last }, about);
    });
  }
}
