import { Bus, enqueuePerSpan, forEver, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { RoutingStamp } from '../lead/routing-stamp.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { decideReJudge } from './decide-re-judge.js';
import { FindChanging } from './find-changing.js';
import { ReJudgeList } from './re-judge-list.js';
import type { ReJudgeWork } from './re-judge-work.js';

const consumer = 'router.re-judge';
/** Settings that are saved within this time, for one cause, cause one run. */
const spanMs = 2_000;
const dayMs = 86_400_000;
const usualMaxAgeDays = 3;

/**
 * What was judged once is judged again: the open leads of the intake pipeline and all that wait are read → routing
 * decides about each → those whose judgement would change are given to the judge, oldest first, or a person is asked.
 */
@Injectable()
export class ReJudge implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly rules: RoutingRulesRepository,
    private readonly stamp: RoutingStamp,
    private readonly changing: FindChanging,
    private readonly list: ReJudgeList,
  ) {}

  onModuleInit(): void {
    this.bus.consume<ReJudgeWork>({
      consumer,
      concurrency: 1,
      again: { forMs: forEver },
      handle: (job) => this.run(job),
    });
  }

  /** In the transaction that saves what leads may wait for. */
  async ask(
    tx: EntityManager,
    accountId: string,
    correlationId: string,
    cause: Exclude<ReJudgeWork['cause'], 'timer'> = 'saved',
  ): Promise<void> {
    const work: ReJudgeWork = { accountId, cause };
    const about = { key: accountId, id: `${cause} ${accountId}`, at: Date.now(), spanMs, correlationId };
    await enqueuePerSpan(this.bus, tx, consumer, work, about);
  }

  /** The periodic run, unless one is due or running. One that waits for a retry is made due at once. */
  async askPeriodic(tx: EntityManager, accountId: string, correlationId: string): Promise<void> {
    const busy = await this.bus.reviveKeys(tx, consumer, [accountId]);
    if (busy.has(accountId)) return;
    const work: ReJudgeWork = { accountId, cause: 'timer' };
    await this.bus.enqueue(tx, consumer, work, { key: accountId, correlationId });
  }

  private async run(job: Job<ReJudgeWork>): Promise<void> {
    const { accountId } = job.payload;
    const rules = await this.rules.findCurrentOf(accountId);
    if (!rules) return;
    // Held since the reading began: a judgement or a step made meanwhile ends what is listed.
    const now = await this.stamp.awaitJudgements();
    const { changing, unread, isWhole } = await this.changing.run(job, rules);
    const maxAgeMs = (rules.rules.maxAgeDays ?? usualMaxAgeDays) * dayMs;
    const listed = decideReJudge(changing, { now, maxAgeMs });
    const found = { leads: listed, unread, isWhole };
    await job.finish((tx) => this.list.run(tx, accountId, found, { now, correlationId: job.correlationId }));
    const asked = listed.filter(({ state }) => state === 'asked').length;
    job.log.info({ accountId, released: listed.length - asked, asked }, 'leads are judged again');
  }
}
