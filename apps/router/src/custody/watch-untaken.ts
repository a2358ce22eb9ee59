import { BranchRepository } from '@hub/accounts';
import { Bus, type Job } from '@hub/bus';
import { message } from '@hub/messages';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AskReRoute } from './ask-re-route.js';
import { isTakeDue } from './is-take-due.js';
import { LegRepository, type UntakenLeg } from './leg.repository.js';

export const untakenConsumer = 'router.untaken';
const everyMs = 60_000;
const pageSize = 200;
/** A branch that is away all day shall not lose its leads all at once. */
const mostAtOnce = 20;

/**
 * A lead that was not taken within the working time of the rules, as they were at its hand-over, goes to another
 * branch.
 */
@Injectable()
export class WatchUntaken implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly branches: BranchRepository,
    private readonly legs: LegRepository,
    private readonly ask: AskReRoute,
  ) {}

  onModuleInit(): void {
    this.bus.consume({
      consumer: untakenConsumer,
      concurrency: 1,
      handle: (job) => this.watch(job, new Date()),
    });
    this.bus.schedule({ consumer: untakenConsumer, when: { everyMs } });
  }

  private async watch(job: Job<unknown>, now: Date): Promise<void> {
    const calendars = new Map((await this.branches.list()).map(({ id, calendar }) => [id, calendar]));
    const due: UntakenLeg[] = [];
    for (let after: UntakenLeg | null = null; ;) {
      const page: UntakenLeg[] = await this.legs.listUntaken(now, after, pageSize);
      due.push(...page.filter((leg) => isTakeDue(leg, calendars.get(leg.branchId) ?? null, now)));
      after = page.at(-1) ?? null;
      if (page.length < pageSize || due.length >= mostAtOnce) break;
    }
    for (const { takeWithinMinutes: minutes, ...leg } of due.slice(0, mostAtOnce)) {
      const reason = message('custody.why-not-taken', { minutes });
      const wanted = { why: 'not-taken', reason, branchId: null, correlationId: job.correlationId } as const;
      await job.step((tx) => this.ask.run(tx, leg, wanted));
    }
  }
}
