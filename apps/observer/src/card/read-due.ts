import { AccountRepository, isCallable } from '@hub/accounts';
import { AmoClients, type AmoClient } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import type { CardState } from '@hub/journal';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BeginJournal } from '../fill/begin-journal.js';
import { DueCards, readConsumer, type DueCard, type ReadJob } from '../hint/due-cards.js';
import { cardKinds, type CardKindSpec } from './card-kinds.js';
import { CardStores } from './card-stores.js';
import { judgeReading } from './judge-reading.js';
import { takeHanded } from './take-handed.js';

/** As many ids as one call may name (entities 1.2). */
const atOnce = 100;

/**
 * Reads the due cards of one lane of an account until none is left: many with one call, compared with the journal and
 * written in one transaction. What another service has read for the same hint replaces a call. A card that is
 * not found is read again until `judgeAbsence` decides that it is gone.
 */
@Injectable()
export class ReadDue implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly accounts: AccountRepository,
    private readonly clients: AmoClients,
    private readonly stores: CardStores,
    private readonly journals: BeginJournal,
  ) {}

  onModuleInit(): void {
    this.bus.consume<ReadJob>({ consumer: readConsumer, concurrency: 32, handle: (job) => this.run(job) });
  }

  /** Cards of an account that may not be called wait until it can be used again. */
  private async run(job: Job<ReadJob>): Promise<void> {
    const { accountId, lane } = job.payload;
    const { due } = this.stores;
    await job.step((tx) => due.begin(tx, job.payload));
    const { state = 'removed' } = (await this.accounts.find(accountId)) ?? {};
    if (state === 'removed') return job.finish((tx) => due.erase(tx, accountId));
    if (!isCallable(state)) return;
    await this.journals.ensure(accountId, job.correlationId);
    const client = this.clients.forAccount(accountId, lane === 'intake' ? 'routing' : 'bulk', job.signal);
    await this.readKinds(job, client);
    await this.reviveGivenUp(job);
    await job.finish((tx) => this.comeBack(tx, job));
  }

  /**
   * Reads all kinds alternately until none has cards that are due. A kind that fails stops no other; it fails the job
   * then.
   */
  private async readKinds(job: Job<ReadJob>, client: AmoClient): Promise<void> {
    const entrant = { accountId: job.payload.accountId, line: readConsumer, job: job.key };
    const open = new Set(Object.values(cardKinds) as CardKindSpec<CardState>[]);
    const failures: unknown[] = [];
    while (open.size > 0)
      for (const spec of open) {
        const cards = await this.stores.due.next(job.payload, spec.kind, atOnce);
        if (cards.length === 0) open.delete(spec);
        else
          try {
            await this.clients.gate.pass(entrant, () => this.read(job, client, spec, cards));
          } catch (error) {
            if (job.signal.aborted) throw error;
            failures.push(error);
            open.delete(spec);
          }
      }
    if (failures.length > 0) throw failures[0];
  }

  private async read(
    job: Job<ReadJob>,
    client: AmoClient,
    spec: CardKindSpec<CardState>,
    cards: readonly DueCard[],
  ): Promise<void> {
    const { source, writer, reader, due, readings } = this.stores;
    const { accountId } = job.payload;
    const ids = cards.map(({ entityId }) => entityId);
    const known = await spec.known(writer.cards, source.manager, accountId, ids);
    const knownUpdatedAt = new Map([...known].map(([id, { state }]) => [id, state.updatedAt]));
    const readAt = await this.stores.now();
    const handed = cards.flatMap((card) => takeHanded(card, known.get(card.entityId)));
    const left = cards.filter((card) => !handed.some((one) => one.card === card));
    const { found, unreadable } = await reader.read(client, spec, left, knownUpdatedAt);
    const verdicts = [...handed, ...[...found].map(([card, state]) => judgeReading(card, state, readAt))];
    await job.step(async (tx) => {
      const seen = verdicts.flatMap(({ reading }) => (reading ? [reading] : []));
      await readings.save(tx, spec, { accountId, readings: seen, readAt }, job.correlationId);
      await due.answer(
        tx,
        verdicts.flatMap(({ card, reading }) => (reading ? [card] : [])),
      );
      for (const { card, putOff } of verdicts) if (putOff) await due.putOff(tx, card, putOff);
      for (const card of unreadable.keys()) await due.unread.putOff(tx, card);
    });
    const [error] = unreadable.values();
    const put = [...unreadable.keys()].map(({ entityId }) => entityId);
    if (error) job.log.warn({ error, entity: spec.kind, ids: put }, 'cards cannot be read and are put off');
  }

  /** Reads of the lane that were given up before have nothing left to do: none stays in the list of dead letters. */
  private async reviveGivenUp(job: Job<ReadJob>): Promise<void> {
    const { accountId } = job.payload;
    const givenUp = await this.bus.givenUpOf(readConsumer, { accountId, key: job.key });
    if (givenUp.length > 0) await job.step((tx) => this.bus.reviveKeys(tx, readConsumer, [job.key]));
  }

  /** A postponed card gets a job at its own time; cards that wait for long raise an alarm. */
  private async comeBack(tx: Parameters<DueCards['nextDueAt']>[0], job: Job<ReadJob>): Promise<void> {
    await this.stores.due.unread.review(tx, job.payload.accountId, new Date());
    const runAt = await this.stores.due.nextDueAt(tx, job.payload);
    if (!runAt) return;
    await this.stores.due.wakeAt(tx, job.payload, runAt, job.correlationId);
  }
}
