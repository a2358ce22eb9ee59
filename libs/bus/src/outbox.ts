import { consumersOf, eventConsumers, eventVersions, type Events, type Subject } from '@hub/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import type { About } from './bus.js';
import { encodePayload } from './payload-limit.js';

/** The rest of a longer backlog follows in the next round. */
const goneAtOnce = 10_000;

/** A published message on its way. Plain data, because it crosses processes. */
export interface Envelope {
  id: string;
  subject: Subject;
  version: number;
  key: string;
  payload: unknown;
  correlationId: string;
  causeId: string | null;
  /** The service whose outbox holds it and waits for the confirmations. */
  origin: string;
  /** Consumers that have not confirmed. */
  waiting: string[];
  /** The message of the same key right before this one, while it is still in the outbox … */
  after: string | null;
  /** … and who has not confirmed that one: they must have it first. */
  afterFor: string[];
  /** How often it was sent before. */
  sends: number;
}

/** "This consumer has this message in its inbox." */
export interface Confirmation {
  id: string;
  consumer: string;
}

/** The outbox of one service. A row stays until every consumer has confirmed, then it is deleted. */
export class Outbox {
  constructor(
    private readonly source: DataSource,
    readonly service: string,
  ) {}

  /**
   * Writes one message in the caller's transaction. A message without consumers writes no row. Throws `PayloadTooLarge`
   * before it writes.
   */
  async add<S extends Subject>(
    tx: EntityManager,
    message: { id: string; subject: S; payload: Events[S] },
    about: About,
  ): Promise<void> {
    const payload = encodePayload(message.subject, message.payload);
    const consumers = consumersOf(message.subject, message.payload);
    if (consumers.length === 0) return;
    await tx.query(
      `WITH added AS (
         INSERT INTO ${this.service}.outbox (id, subject, version, key, payload, correlation_id, cause_id, waiting)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ) SELECT pg_notify('${this.service}_outbox', '')`,
      [
        message.id,
        message.subject,
        eventVersions[message.subject],
        about.key,
        payload,
        about.correlationId,
        about.causeId ?? null,
        consumers,
      ],
    );
  }

  /**
   * Takes what is due, oldest first, and sets when it is due again: 5 s, 10 s, 20 s … 5 min. A relay that dies after
   * this loses nothing: the rows are sent again when they are due. Two relays at once get different rows; the receiver
   * restores the order.
   */
  async takeDue(limit: number): Promise<Envelope[]> {
    const rows: Omit<Envelope, 'origin'>[] = await this.source.query(
      `SELECT id, subject, version, key, payload, correlation_id AS "correlationId", cause_id AS "causeId", waiting,
         sends, after, after_for AS "afterFor"
       FROM ${this.service}.outbox_take($1)`,
      [limit],
    );
    return rows.map((row) => ({ ...row, origin: this.service }));
  }

  /** Undoes `takeDue` for messages that could not be sent. */
  async putBack(batch: readonly Envelope[]): Promise<void> {
    await this.source.query(
      `UPDATE ${this.service}.outbox SET sends = sends - 1, send_at = now() + interval '500 ms' WHERE id = ANY ($1)`,
      [batch.map(({ id }) => id)],
    );
  }

  /**
   * Removes consumers that `eventConsumers` names no more, and returns the messages that they will not get.
   * Only messages older than a day: in a younger one a name unknown here may be that of newer code, while both run
   * during a deploy.
   */
  async giveUpGone(): Promise<Confirmation[]> {
    const gone: Confirmation[] = await this.source.query(
      `SELECT o.id, name AS consumer FROM ${this.service}.outbox o, unnest(o.waiting) AS name
       WHERE o.created_at < now() - interval '1 day' AND NOT coalesce($1::jsonb -> o.subject ? name, false)
       LIMIT ${goneAtOnce}`,
      [JSON.stringify(eventConsumers)],
    );
    await this.confirm(gone);
    return gone;
  }

  /** Removes confirmed consumers from the rows; a row without waiting consumers is deleted. Safe to repeat. */
  async confirm(confirmations: readonly Confirmation[]): Promise<void> {
    if (confirmations.length === 0) return;
    await this.source.query(`SELECT ${this.service}.outbox_confirm($1, $2)`, [
      confirmations.map(({ id }) => id),
      confirmations.map(({ consumer }) => consumer),
    ]);
  }
}
