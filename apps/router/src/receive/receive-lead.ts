import { safeWrite, type Intent } from '@hub/amocrm';
import { Bus, forEver, type Job } from '@hub/bus';
import type { ReceivedState } from '@hub/contracts';
import type { Locale } from '@hub/messages';
import { describeFailure, RetryLater } from '@hub/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReadCards } from '../absence/read-cards.js';
import { CARD_LOCALE } from '../card-locale.js';
import { leadConsumer, leadKey, type LeadWork } from '../lead/lead-work.js';
import { isPlaceRefused } from '../transfer/is-place-refused.js';
import { untilMendedMs } from '../transfer/point-transfer.js';
import { ReceiveSetting } from './receive-setting.js';
import {
  receiveContact,
  receiveLead,
  receiveNote,
  type ReceivePlace,
  type ReceiveProgress,
  type ReceiveStep,
} from './receive-steps.js';
import type { ReceivedRow } from './received-lead.entity.js';
import { ReceivedLeadRepository } from './received-lead.repository.js';

/** The job that creates a lead in the HQ account from a request. */
interface ReceiveWork {
  receivedId: string;
  accountId: string;
}

const consumer = 'router.receive';
const nothingBegun = { stepStartedAt: null, stepWrittenAt: null, problem: null };

const steps: Record<Exclude<ReceivedState, 'done'>, ReceiveStep> = {
  accepted: receiveContact,
  'contact-ready': receiveLead,
  'lead-created': receiveNote,
};

/**
 * Brings a lead that was sent over REST into the intake pipeline, exactly once whatever dies in between:
 *
 *     accepted ──contact found or made──► contact-ready ──lead made──► lead-created ──note──► done
 *
 * A contact that is gone before the lead is made leads back to `accepted`. Every step is a safe write. Requests of one
 * client go one after the other, so that they get one contact. The lead is known again by the request's id in the
 * hub's field, or by the mark in its name, the note by its last line. From `lead-created` on it goes as every lead.
 */
@Injectable()
export class ReceiveLeads implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly received: ReceivedLeadRepository,
    private readonly setting: ReceiveSetting,
    private readonly cards: ReadCards,
    @Inject(CARD_LOCALE) private readonly locale: Locale,
  ) {}

  onModuleInit(): void {
    this.bus.consume<ReceiveWork>({ consumer, again: { forMs: forEver }, handle: (job) => this.run(job) });
  }

  /** In the transaction that keeps the request. */
  async begin(
    tx: EntityManager,
    { id, accountId, client }: ReceivedRow,
    correlationId: string,
  ): Promise<void> {
    const work: ReceiveWork = { receivedId: id, accountId };
    await this.bus.enqueue(tx, consumer, work, { id, key: keyOf(accountId, client), correlationId });
  }

  /** What requests may wait for was saved: those that are not made are due at once, also given-up ones. */
  async hasten(tx: EntityManager, accountId: string): Promise<void> {
    const clients = await this.received.listUnmade(tx, accountId);
    await this.bus.reviveKeys(
      tx,
      consumer,
      clients.map((client) => keyOf(accountId, client)),
    );
  }

  private async run(job: Job<ReceiveWork>): Promise<void> {
    let row: ReceivedRow | null = await this.received.find(job.payload.receivedId);
    if (!row?.body) return;
    try {
      while (row.body && row.state !== 'done') row = await this.advance(job, row, row.body, steps[row.state]);
    } catch (error) {
      if (job.signal.aborted) throw error;
      const [id, problem] = [job.payload.receivedId, describeFailure(error)];
      await job.step((tx) => this.received.change(tx, id, { problem }));
      // A refused intake pipeline is mended by a person, in the rules or in amoCRM.
      throw isPlaceRefused(error) ? new RetryLater(problem, untilMendedMs, { cause: error }) : error;
    }
  }

  private async advance(
    job: Job<ReceiveWork>,
    row: ReceivedRow,
    body: ReceivePlace['body'],
    step: ReceiveStep,
  ): Promise<ReceivedRow> {
    const place: ReceivePlace = {
      ...(await this.setting.read(row.accountId)),
      ...{ row, body, locale: this.locale },
      cards: this.cards.of(job, row.accountId, { isInside: false }),
      contactBefore: await this.received.findContactOf(row),
      readLeadId: async () => (await this.received.find(row.id))?.leadId ?? null,
    };
    const progress = await safeWrite(
      {
        intent: intentOf(row),
        find: (since) => step.find(place, since),
        keep: (intent) =>
          job.step((tx) =>
            this.received.change(tx, row.id, {
              stepStartedAt: intent?.firstAt ?? null,
              stepWrittenAt: intent?.lastAt ?? null,
            }),
          ),
        write: () => step.write(place),
        record: (made) => job.step((tx) => this.record(tx, job, row, made)),
      },
      () => new Date(),
    );
    return { ...row, ...progress, ...nothingBegun };
  }

  /** At the end the request is in the HQ account and is deleted here. Routing judges the lead at once. */
  private async record(
    tx: EntityManager,
    job: Job<ReceiveWork>,
    { id, accountId }: ReceivedRow,
    made: ReceiveProgress,
  ): Promise<void> {
    const end = made.state === 'done' ? { body: null } : {};
    await this.received.change(tx, id, { ...made, ...nothingBegun, ...end });
    if (made.state !== 'lead-created' || made.leadId == null) return;
    const lead = { accountId, leadId: made.leadId };
    const work: LeadWork = { accountId, entity: 'lead', entityId: made.leadId, action: 'add' };
    const about = { id: `received ${id}`, key: leadKey(lead), correlationId: job.correlationId };
    await this.bus.enqueue(tx, leadConsumer, work, about);
  }
}

function keyOf(accountId: string, client: string): string {
  return `${accountId}:client:${client}`;
}

function intentOf({ stepStartedAt, stepWrittenAt }: ReceivedRow): Intent | null {
  return stepStartedAt && { firstAt: stepStartedAt, lastAt: stepWrittenAt ?? stepStartedAt };
}
