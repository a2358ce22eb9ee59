import { Inject, Injectable } from '@nestjs/common';
import { AlarmRepository } from '@hub/accounts';
import type { EntityManager } from 'typeorm';
import { HubAddress } from '../account/hub-address.js';
import { WebhookRepository } from '../webhook/webhook.repository.js';
import { countOwed, isSilent, judgeSilence, type Silence } from './judge-silence.js';
import type { Heal } from './decide-heal.js';
import type { PollEntity } from './poll.entity.js';

/** Notices webhooks that do not arrive: the poll brings their changes late, and nothing else shows it. */
@Injectable()
export class HookSilence {
  constructor(
    private readonly webhooks: WebhookRepository,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    private readonly address: HubAddress,
  ) {}

  /** What this poll adds to the silence of the account. */
  async judge(accountId: string, last: PollEntity | null, heals: readonly Heal[]): Promise<Silence> {
    return judgeSilence({
      before: { polls: last?.silentPolls ?? 0, changes: last?.silentChanges ?? 0 },
      lastPollAt: last?.polledAt ?? null,
      lastWebhookAt: await this.webhooks.lastReceivedAt(accountId),
      owed: countOwed(heals),
    });
  }

  /** Raises the alarm, or clears it when webhooks come again. */
  async say(tx: EntityManager, accountId: string, silence: Silence, now: Date): Promise<void> {
    if (!isSilent(silence)) {
      await this.alarms.clear(tx, 'webhooks-silent', accountId, now);
      return;
    }
    const facts = { missed: silence.changes, address: this.address.hooks };
    await this.alarms.keep(tx, { kind: 'webhooks-silent', subject: accountId, accountId, facts }, now);
  }
}
