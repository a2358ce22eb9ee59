import type { LeadWrite } from '@hub/amocrm';
import type { Bus } from '@hub/bus';
import { databaseNow } from '@hub/database';
import type { EntityManager } from 'typeorm';
import { leadWriteOf } from './lead-write-of.js';

/** A change of a lead that amoCRM has made for the hub. */
export interface OwnLeadWrite {
  accountId: string;
  leadId: number;
  /** amoCRM's second of it; null: its answer did not say. */
  updatedAt: number | null;
  /** When amoCRM had answered, by the database's clock; the present moment when missing. */
  answeredAt?: Date;
  change: LeadWrite;
}

/**
 * Publishes a change of the hub's in the transaction that records it as made, so that the observer need not read the lead
 * for its echo. Does nothing where only a reading shows the result.
 */
export async function publishLeadWritten(
  bus: Bus,
  tx: EntityManager,
  { accountId, leadId, updatedAt, answeredAt, change }: OwnLeadWrite,
  correlationId: string,
): Promise<void> {
  const write = leadWriteOf(change);
  if (updatedAt === null || !write) return;
  const at = answeredAt ?? (await databaseNow(tx));
  const written = { accountId, leadId, updatedAt, answeredAt: at.toISOString(), ...write };
  await bus.publish(tx, 'lead.written', written, { key: `${accountId}:lead:${leadId}`, correlationId });
}
