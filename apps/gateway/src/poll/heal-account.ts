import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus, type Job } from '@hub/bus';
import { decideHeal, type Heal } from './decide-heal.js';
import { HookSilence } from './hook-silence.js';
import { pollConsumer, type PollJob } from './poll-job.js';
import { ReadEvents } from './read-events.js';
import { WebhookFloods } from '../webhook/webhook-floods.js';
import type { SeenChange } from '../webhook/webhook.repository.js';
import { PollRepository } from './poll.repository.js';

/** Events may appear late and clocks have whole seconds, so each poll begins a little before the last one ended. */
const overlapSeconds = 30;
const firstReachSeconds = 600;

/**
 * Heals what webhooks missed: cursor → events since → compare with what webhooks told → publish the rest, move the
 * cursor. Publishing and the cursor commit together, so a death on the way reads the same span again.
 */
@Injectable()
export class HealAccount implements OnModuleInit {
  constructor(
    private readonly polls: PollRepository,
    private readonly floods: WebhookFloods,
    private readonly events: ReadEvents,
    private readonly silence: HookSilence,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume<PollJob>({
      consumer: pollConsumer,
      concurrency: 4,
      handle: (job) => this.heal(job),
    });
  }

  private async heal(job: Job<PollJob>): Promise<void> {
    const { accountId, isUrgent = false } = job.payload;
    const last = await this.polls.find(accountId);
    const cursor = last?.polledUntil ?? Math.floor(Date.now() / 1000) - firstReachSeconds;
    const dropped = this.floods.droppedOf(accountId);
    const priority = isUrgent ? 'routing' : 'bulk';
    const events = await this.events.since({ accountId, since: cursor - overlapSeconds, priority }, job.log);
    if (!events) return;
    const ids = [
      ...new Set(events.flatMap(({ entityId, farEnd }) => [entityId, farEnd?.entityId ?? []].flat())),
    ];
    const heals = decideHeal(events, await this.polls.findSeen(accountId, ids));
    const until = events.reduce((latest, event) => Math.max(latest, event.createdAt), cursor);
    const missed = heals.filter(({ isMissed }) => isMissed).length;
    const silence = await this.silence.judge(accountId, last, heals);
    await job.finish(async (tx) => {
      for (const heal of heals) await this.publish(tx, accountId, heal, job.correlationId);
      await this.polls.noteHealed(tx, healed(heals, accountId));
      await this.polls.advance(tx, accountId, { until, missed, silence });
      await this.silence.say(tx, accountId, silence, new Date());
      await this.floods.judge(tx, accountId, { dropped, real: heals.length }, new Date());
    });
    this.floods.settle(accountId, dropped);
    if (missed > 0) job.log.info({ missed }, 'webhooks missed changes');
  }

  private async publish(
    tx: Parameters<Bus['publish']>[0],
    accountId: string,
    { entity, entityId, action, changedAt }: Heal,
    correlationId: string,
  ): Promise<void> {
    await this.bus.publish(
      tx,
      'crm.changed',
      { accountId, entity, entityId, action, changedAt, source: 'poll' },
      { key: `${accountId}:${entity}:${entityId}`, correlationId },
    );
  }
}

/** What the poll has told counts like a webhook, so that the overlap does not tell it again. */
function healed(heals: readonly Heal[], accountId: string): SeenChange[] {
  return heals.map(({ entity, entityId, action, changedAt }) => ({
    ...{ accountId, entity, entityId, action, changedAt },
    receivedAt: new Date(),
  }));
}
