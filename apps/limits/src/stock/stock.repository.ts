import type { StageRef } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, LessThan, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import type { Terms } from '../claim/terms.js';
import { StockLead } from './lead.entity.js';

/** What one reading says of one lead. */
export type LeadPicture = Pick<StockLead, 'leadId' | 'pipelineId' | 'statusId' | 'ownerId' | 'createdAt'>;

/** Which leads are stock: in one of these stages and owned by one of these users. */
export interface StockFilter {
  accountId: string;
  stages: readonly StageRef[];
  ownerIds: readonly number[];
}

/** The stock that a group's terms hand out. */
export function stockOf(accountId: string, { exchangeStages, exchangeUserIds }: Terms): StockFilter {
  return { accountId, stages: exchangeStages, ownerIds: exchangeUserIds };
}

/** Questions about the picture of an account's leads. */
@Injectable()
export class StockRepository {
  constructor(private readonly source: DataSource) {}

  /**
   * Writes what a reading found. `readAt` is when that reading began: a lead that was written after it keeps what it
   * has, so that a slow reading does not bring back what the hub itself has changed meanwhile.
   */
  async save(
    tx: EntityManager,
    accountId: string,
    leads: readonly LeadPicture[],
    readAt: Date,
  ): Promise<void> {
    if (leads.length === 0) return;
    // Locked in the order of `lockOldest`, so that the two do not lock each other out.
    const inOrder = [...leads].sort((a, b) => a.createdAt - b.createdAt || a.leadId - b.leadId);
    const rows = inOrder.map((lead) => ({ accountId, ...lead, readAt }));
    await tx
      .createQueryBuilder()
      .insert()
      .into(StockLead)
      .values(rows)
      .orUpdate(
        ['pipeline_id', 'status_id', 'owner_id', 'created_at', 'read_at'],
        ['account_id', 'lead_id'],
        {
          overwriteCondition: { where: 'lead.read_at <= EXCLUDED.read_at' },
        },
      )
      .updateEntity(false)
      .execute();
  }

  /** Leads that no reading has met since the given moment. */
  async findReadBefore(accountId: string, moment: Date): Promise<number[]> {
    const rows = await this.source.manager.find(StockLead, {
      select: { leadId: true },
      where: { accountId, readAt: LessThan(moment) },
    });
    return rows.map(({ leadId }) => leadId);
  }

  /** Forgets a lead that amoCRM does not have any more. */
  async remove(tx: EntityManager, accountId: string, leadId: number): Promise<void> {
    await tx.delete(StockLead, { accountId, leadId });
  }

  /**
   * The oldest lead of the stock that no claim holds, locked until the transaction ends; null when there is none.
   * A lead that another transaction has locked is waited for and judged anew, never passed over: a reading locks all
   * it saves, and a press meanwhile would be told that nothing is there or get a younger lead.
   */
  async lockOldest(tx: EntityManager, filter: StockFilter): Promise<StockLead | null> {
    return this.free(tx, filter)
      .orderBy('lead.createdAt', 'ASC')
      .addOrderBy('lead.leadId', 'ASC')
      .limit(1)
      .setLock('pessimistic_write')
      .getOne();
  }

  /** How many leads of the stock no claim holds. */
  async count(filter: StockFilter): Promise<number> {
    return this.free(this.source.manager, filter).getCount();
  }

  private free(tx: EntityManager, filter: StockFilter): SelectQueryBuilder<StockLead> {
    return tx
      .createQueryBuilder(StockLead, 'lead')
      .where('lead.accountId = :accountId AND lead.ownerId = ANY(:ownerIds)', filter)
      .andWhere(`(lead.pipelineId, lead.statusId) IN (${stagesOf(':stages')})`, {
        stages: JSON.stringify(filter.stages),
      })
      .andWhere('lead.claimId IS NULL');
  }

  /** Sets or clears the claim that holds a lead. */
  async hold(tx: EntityManager, accountId: string, leadId: number, claimId: string | null): Promise<void> {
    await tx.update(StockLead, { accountId, leadId }, { claimId });
  }

  /** The database's clock: one clock for all processes. */
  async now(): Promise<Date> {
    const [row] = await this.source.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
    if (!row) throw new Error('The database did not tell the time');
    return row.now;
  }
}

/** A list of stages as a two-column subquery, so that it may be empty. */
function stagesOf(parameter: string): string {
  return `SELECT (stage->>'pipelineId')::bigint, (stage->>'statusId')::bigint FROM jsonb_array_elements(${parameter}::jsonb) AS stage`;
}
