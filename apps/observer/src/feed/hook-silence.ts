import { Inject, Injectable } from '@nestjs/common';
import { AlarmRepository } from '@hub/accounts';
import type { JournalAccount } from '@hub/journal';
import type { EntityManager } from 'typeorm';
import { ObserverConfig } from '../observer.config.js';
import { countOwed, isSilent, judgeSilence, type Silence } from './judge-silence.js';
import type { Heal } from './decide-heal.js';

/** Notices webhooks that do not arrive: the poll brings their changes late, and nothing else shows it. */
@Injectable()
export class HookSilence {
  private readonly address: string;

  constructor(
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    config: ObserverConfig,
  ) {
    const base = config.PUBLIC_URL || `http://${config.HOST}:${config.PORT}`;
    this.address = `${base.replace(/\/$/, '')}/hooks/amocrm/`;
  }

  /** What this poll adds to the silence of the account. */
  judge(last: JournalAccount, heals: readonly Heal[]): Silence {
    return judgeSilence({
      before: { polls: last.silentPolls, changes: last.silentChanges },
      lastPollAt: last.polledAt,
      lastWebhookAt: last.lastHookAt,
      owed: countOwed(heals),
    });
  }

  /** Raises the alarm, or clears it when webhooks come again. */
  async say(tx: EntityManager, accountId: string, silence: Silence, now: Date): Promise<void> {
    if (!isSilent(silence)) {
      await this.alarms.clear(tx, 'webhooks-silent', accountId, now);
      return;
    }
    const facts = { missed: silence.changes, address: this.address };
    await this.alarms.keep(tx, { kind: 'webhooks-silent', subject: accountId, accountId, facts }, now);
  }
}
