import { AmoClients, ifAllowed } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { contactsStateBy, JournalWriter, type CardKind, type CardState, type Checked } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ContactKind } from '../card/contact-kind.js';
import { cardKinds, type CardKindSpec } from '../card/card-kinds.js';
import type { CheckJob } from './ask-check.js';
import { ConfigurationReader } from './read-configuration.js';
import { WalkCards } from './walk-cards.js';

const mostShown = 100;

/**
 * Compares the journal with the account and repairs it: all leads, open tasks and, where they are read and hashed as this
 * process does, contacts are walked, and those that the walk did not find are read alone by id.
 */
@Injectable()
export class CheckJournal {
  constructor(
    private readonly clients: AmoClients,
    private readonly writer: JournalWriter,
    private readonly cards: WalkCards,
    private readonly configuration: ConfigurationReader,
    private readonly contacts: ContactKind,
  ) {}

  /** Does nothing for an account without a journal. */
  async run(job: Job<CheckJob>): Promise<void> {
    const { accountId } = job.payload;
    const client = this.clients.forAccount(accountId, 'bulk', job.signal);
    const begun = await job.step((tx) => this.writer.lock(tx, accountId));
    if (!begun) return;
    const read = await this.configuration.read(client);
    await job.step((tx) => this.configuration.save(tx, accountId, read, new Date()));
    const checked: Checked = { leads: 0, tasks: 0, repaired: 0, differences: [] };
    const leads = await ifAllowed(() => this.walk(job, cardKinds.lead, checked, begun.leadsReadyAt));
    const tasks = await ifAllowed(() => this.walk(job, cardKinds.task, checked, begun.tasksReadyAt));
    Object.assign(checked, { leads: leads ?? 0, tasks: tasks ?? 0 });
    const contacts =
      contactsStateBy(begun, await this.contacts.keyId()) === 'ready'
        ? await ifAllowed(() => this.walk(job, this.contacts.spec, checked, begun.beganAt))
        : undefined;
    if (contacts !== undefined) checked.contacts = contacts ?? 0;
    const now = new Date();
    await job.finish(async (tx) => {
      const account = await this.writer.lock(tx, accountId);
      if (!account) return;
      await this.writer.note(tx, accountId, {
        ...{ checkedAt: now, checked },
        ...(contacts === null && account.contactsState === 'ready' ? { contactsState: 'forbidden' } : {}),
        leadsReadyAt: account.leadsReadyAt ?? (leads === null ? null : now),
        tasksReadyAt: account.tasksReadyAt ?? (tasks === null ? null : now),
      });
    });
  }

  /** Returns how many cards it compared, and adds what differed. */
  private async walk(
    job: Job<CheckJob>,
    spec: CardKindSpec<CardState>,
    checked: Checked,
    readyAt: Date | null,
  ): Promise<number> {
    const { accountId } = job.payload;
    const client = this.clients.forAccount(accountId, 'bulk', job.signal);
    const { began, compared, changed, first } =
      readyAt === null
        ? await this.cards.runWhole(job, client, spec, { firstPage: 1 })
        : await this.cards.run(job, client, spec, { isFirstWalk: false, firstPage: 1 });
    checked.repaired += changed;
    for (const { id, attributes } of first.slice(0, mostShown - checked.differences.length))
      checked.differences.push({ entity: spec.kind, entityId: id, attributes });
    await job.step((tx) => this.readUnmet(tx, job, spec.kind, began));
    return compared;
  }

  /** Cards of the journal that the walk did not meet: gone, or moved while the pages were read. Nothing is gone by a list. */
  private async readUnmet(
    tx: EntityManager,
    job: Job<CheckJob>,
    entity: CardKind,
    began: Date,
  ): Promise<void> {
    const { accountId } = job.payload;
    const unmet = await this.writer.cards.findReadBefore(tx, entity, accountId, began);
    await this.cards.askFor(tx, job, { kind: entity }, unmet);
  }
}
