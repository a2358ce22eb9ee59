import { AccountRepository, AlarmRepository } from '@hub/accounts';
import { checkReferences } from '@hub/amocrm/pure';
import { Bus } from '@hub/bus';
import { findPeople, findPipelines, Journal } from '@hub/journal';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ExchangeRepository } from './exchange.repository.js';
import { usedReferences } from './references-of-exchange.js';

const consumer = 'limits.watch-settings';
/** The observer reads the configuration of an account once an hour. */
const everyMs = 600_000;

/**
 * Compares the stages and users that the settings of an exchange count or hand out by with the account, as the journal knows it:
 * what was there when the settings were saved may be archived, deleted or switched off later.
 */
@Injectable()
export class WatchSettings implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly exchanges: ExchangeRepository,
    private readonly accounts: AccountRepository,
    private readonly alarms: AlarmRepository,
    private readonly journal: Journal,
  ) {}

  onModuleInit(): void {
    this.bus.consume<{ accountId: string }>({
      consumer,
      concurrency: 1,
      handle: (job) => job.finish((tx) => this.check(tx, job.payload.accountId)),
    });
    this.bus.schedule({
      consumer,
      when: { everyMs },
      subjects: async () =>
        (await this.exchanges.listAccountIds()).map((accountId) => ({
          key: `settings:${accountId}`,
          payload: { accountId },
        })),
    });
  }

  /** One alarm per account names the first of the wrong fields, and ends when none is left. */
  async check(tx: EntityManager, accountId: string): Promise<void> {
    const exchange = await this.exchanges.find(accountId, tx);
    const alarm = { kind: 'exchange-setting-broken', subject: accountId } as const;
    if (!exchange) return this.alarms.clear(tx, alarm.kind, alarm.subject, new Date());
    const { pipelines, people } = await this.journal.ask(
      async (own) => ({
        pipelines: await findPipelines(own, accountId),
        people: await findPeople(own, accountId),
      }),
      tx,
    );
    if (pipelines.length === 0) return;
    // Who was never read is new, or nobody may be read.
    const isKnown = (id: number) => people.some((one) => one.id === id);
    const used = usedReferences(exchange.settings).filter(({ to, id }) => to !== 'user' || isKnown(id));
    const known = { pipelines, users: people.filter(({ isGone }) => !isGone), leadFields: null };
    const [first, ...others] = checkReferences(used, known);
    if (!first) return this.alarms.clear(tx, alarm.kind, alarm.subject, new Date());
    const { name: account } = await this.accounts.get(accountId, tx);
    const isUser = first.path.includes('.exchangeUserIds.');
    const what = isUser ? 'user' : 'stage';
    const facts = { account, what, field: first.path, problem: first.detail, more: others.length };
    await this.alarms.keep(tx, { ...alarm, accountId, facts }, new Date());
  }
}
