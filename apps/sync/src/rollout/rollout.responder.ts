import { Reply, type ReplyAbout } from '@hub/bus';
import {
  decodeCursor,
  ListRolloutAccounts,
  MakeRollout,
  PageRequest,
  pageInMemory,
  pageOf,
  RolloutPath,
  type CursorShape,
  type RolloutAccountPage,
  type RolloutPage,
  type RolloutProgress,
  type RolloutView,
} from '@hub/contracts';
import { message } from '@hub/messages';
import { Controller, Inject } from '@nestjs/common';
import { askAgain } from '../plan-run/ask-again.js';
import { PlanRunRepository } from '../plan-run/plan-run.repository.js';
import { ReleaseRepository } from '../release/release.repository.js';
import { inQuotes } from '../bot/checklist.js';
import type { Carried } from './bot-states.js';
import { RolloutMaker } from './make-rollout.js';
import {
  accountView,
  groupsOf,
  groupViews,
  plansChecksum,
  rolloutProgress,
  rolloutSummary,
  summaryOf,
  touchedViews,
} from './rollout-view.js';
import type { Rollout } from './rollout.entity.js';
import { RolloutRepository, type RolloutEntry } from './rollout.repository.js';

const cursors: CursorShape = { list: 'rollouts', parts: ['moment', 'id'] };
const firstPlace = 100_000_000;
/** The most groups whose text is shown; the rest is read plan by plan. */
const groupsRead = 10;

/** A rollout as it is now. */
interface RolloutParts {
  entries: RolloutEntry[];
  carried: Carried;
  progress: RolloutProgress;
}

/** Makes rollouts and shows them. */
@Controller()
export class RolloutResponder {
  constructor(
    @Inject(RolloutMaker) private readonly maker: RolloutMaker,
    @Inject(RolloutRepository) private readonly rollouts: RolloutRepository,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
  ) {}

  @Reply('sync.rollouts.make')
  async make(request: MakeRollout, { correlationId }: ReplyAbout): Promise<RolloutView> {
    return this.view(await this.maker.make(request, correlationId));
  }

  @Reply('sync.rollouts.show')
  async show({ rolloutId }: RolloutPath): Promise<RolloutView> {
    return this.view(rolloutId);
  }

  @Reply('sync.rollouts.list')
  async list({ cursor, limit }: PageRequest): Promise<RolloutPage> {
    const size = limit ?? 20;
    const rows = await this.rollouts.listPage(size + 1, cursor ? decodeCursor(cursors, cursor) : null);
    const { items, nextCursor } = pageOf(rows, size, cursors, ({ madeAt, id }) => [madeAt.toISOString(), id]);
    const numbers = await this.releases.listNumbers(items.map(({ releaseId }) => releaseId));
    const shown = items.map(async (rollout) => {
      const { progress } = await this.load(rollout);
      return rolloutSummary(rollout, progress, numbers.get(rollout.releaseId) ?? 0);
    });
    return { items: await Promise.all(shown), nextCursor };
  }

  @Reply('sync.rollouts.progress')
  async progress({ rolloutId }: RolloutPath): Promise<RolloutProgress> {
    return (await this.load(await this.rollouts.get(rolloutId))).progress;
  }

  @Reply('sync.rollouts.accounts')
  async accounts({ rolloutId, state, group, ...page }: ListRolloutAccounts): Promise<RolloutAccountPage> {
    const rollout = await this.rollouts.get(rolloutId);
    const entries = (await this.rollouts.listEntries(rolloutId)).filter(
      ({ row }) => (!state || row.state === state) && (!group || row.content === group),
    );
    const shape: CursorShape = { list: `accounts of ${rolloutId}`, parts: ['number'] };
    // Numbers of one length, because cursors are compared as text.
    const place = ({ row }: (typeof entries)[number]) => [String(firstPlace + row.place)];
    const { items, nextCursor } = pageInMemory(entries, page, shape, place);
    const carried = await this.rollouts.carriedBy(rollout, items);
    return { items: items.map((entry) => accountView(entry, rollout, carried)), nextCursor };
  }

  private async load(rollout: Rollout): Promise<RolloutParts> {
    const entries = await this.rollouts.listEntries(rollout.id);
    const carried = await this.rollouts.carriedBy(rollout, entries);
    return { entries, carried, progress: rolloutProgress(rollout, entries, { carried, now: new Date() }) };
  }

  private async view(rolloutId: string): Promise<RolloutView> {
    const rollout = await this.rollouts.get(rolloutId);
    const { entries, carried, progress } = await this.load(rollout);
    const { number } = await this.releases.recall(rollout.releaseId);
    const groups = groupsOf(entries);
    const read = await this.runs.listWhole(groups.slice(0, groupsRead).map(({ planId }) => planId));
    const { gateMinutes, slowMinutes, waves } = rollout;
    const accountIds = entries.map(({ row }) => row.accountId);
    const stay = await this.rollouts.listLaterBots(accountIds, number);
    const sizeOf = (wave: number) => entries.filter(({ row }) => row.wave === wave).length;
    return {
      ...rolloutSummary(rollout, progress, number),
      checksum: plansChecksum(entries),
      waveSizes: Array.from({ length: waves }, (_, at) => sizeOf(at + 1)),
      ...{ gateMinutes, slowMinutes },
      groups: groupViews(groups, read),
      again: askAgain(rollout),
      touched: touchedViews(rollout, entries),
      bots: [...carried.bots],
      botsStay: stay.length === 0 ? null : message('rollouts.bots-stay', { bots: stay.map(inQuotes) }),
      summary: summaryOf(rollout, progress, number),
    };
  }
}
