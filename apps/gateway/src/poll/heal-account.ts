import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountRepository, isCallable } from '@hub/accounts';
import { AmoClients, listEvents, type AmoEvent } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import type { Logger } from '@hub/platform';
import { decideHeal, type Heal, type PolledEvent } from './decide-heal.js';
import { WebhookRepository, type SeenChange } from '../webhook/webhook.repository.js';
import { PollRepository } from './poll.repository.js';

export const pollConsumer = 'gateway.poll';

/** One poll of one account. */
export interface PollJob {
  accountId: string;
}

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
    private readonly webhooks: WebhookRepository,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
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
    const { accountId } = job.payload;
    const account = await this.accounts.find(accountId);
    if (!account || !isCallable(account.state)) return;
    const now = Math.floor(Date.now() / 1000);
    const cursor = (await this.polls.findCursor(accountId)) ?? now - firstReachSeconds;
    const events = await this.read(accountId, cursor - overlapSeconds, job.log);
    const ids = [...new Set(events.map((event) => event.entityId))];
    const heals = decideHeal(events, await this.polls.findSeen(accountId, ids));
    const until = events.reduce((latest, event) => Math.max(latest, event.createdAt), cursor);
    const missed = heals.filter(({ isMissed }) => isMissed);
    await job.finish(async (tx) => {
      for (const heal of heals) await this.publish(tx, accountId, heal, job.correlationId);
      await this.webhooks.noteSeen(tx, healed(heals, accountId));
      await this.polls.advance(tx, accountId, until, missed.length);
    });
    if (missed.length > 0) job.log.info({ missed: missed.length }, 'webhooks missed changes');
  }

  private async read(accountId: string, since: number, log: Logger): Promise<PolledEvent[]> {
    const found: PolledEvent[] = [];
    const client = this.clients.forAccount(accountId, 'bulk');
    const onUnreadable = (error: Error) => log.warn({ error }, 'an event cannot be read and is left out');
    for await (const page of listEvents(client, since, onUnreadable)) {
      const fresh = page.map(toPolled).filter((event) => event.createdAt >= since);
      found.push(...fresh);
      // Newest first: a page of old events only means that the filter was not heard.
      if (fresh.length === 0) break;
    }
    return found;
  }

  private async publish(
    tx: Parameters<Bus['publish']>[0],
    accountId: string,
    { entity, entityId, action }: Heal,
    correlationId: string,
  ): Promise<void> {
    await this.bus.publish(
      tx,
      'crm.changed',
      { accountId, entity, entityId, action, source: 'poll' },
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

function toPolled(event: AmoEvent): PolledEvent {
  const { id, type, entity_id: entityId, entity_type: entityType, created_at: createdAt } = event;
  return { id, type, entityId, entityType, createdAt };
}
