import { Journal } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { HastenLeads, type HastenedLead } from '../again/hasten-leads.js';
import { newestRules } from '../rules/newest-rules.js';
import { hqClosed } from './hq-closed.js';
import { isAmong, nilId, type Among } from './mirror.repository.js';

/**
 * Finds handed-over leads whose «Филиал» or place was changed, as the feed of HQ says, after the hub has read it last. A message
 * of the second in which the hub itself wrote is not followed, and it may be the only one: that about the change was
 * lost, or a person made it in the same second.
 */
@Injectable()
export class ChoicesInFeed {
  constructor(
    private readonly journal: Journal,
    private readonly work: HastenLeads,
  ) {}

  /** Among a page of `size` legs in the order of their ids, as `MirrorRepository.listBehind`. Not where HQ has closed its lead. */
  async list({ after, accountId }: Among, size: number): Promise<HastenedLead[]> {
    const rows: { accountId: string; leadId: string }[] = await this.journal.askForList((tx) =>
      tx.query(
        `WITH leg AS MATERIALIZED (
           SELECT id, hq_account_id, hq_lead_id, choice_read_at, started_at, ended_at FROM router.transfer leg
            WHERE id > coalesce($1::uuid, '${nilId}') AND ${isAmong('$2')} ORDER BY id LIMIT $3),
         field AS MATERIALIZED (
           SELECT account_id, jsonb_build_array(jsonb_build_object('fieldId', (rules ->> name)::bigint)) AS named
            FROM (${newestRules}) AS newest
              CROSS JOIN unnest(ARRAY['branchFieldId', 'regionFieldId', 'cityFieldId']) AS name
           WHERE rules ->> 'branchFieldId' IS NOT NULL AND rules ->> name IS NOT NULL)
         SELECT DISTINCT leg.hq_account_id AS "accountId", leg.hq_lead_id AS "leadId"
           FROM leg JOIN field ON field.account_id = leg.hq_account_id
          WHERE leg.ended_at IS NULL AND EXISTS (SELECT FROM journal.history changed
              WHERE changed.account_id = leg.hq_account_id AND changed.entity_id = leg.hq_lead_id AND changed.entity = 'lead'
                AND changed.moment > coalesce(leg.choice_read_at, extract(epoch FROM leg.started_at)::bigint)
                AND changed.type LIKE 'custom\\_field\\_%' AND (changed.after @> field.named OR changed.before @> field.named))
            AND NOT EXISTS (${hqClosed})`,
        [after, accountId, size],
      ),
    );
    return rows.map((row) => ({ ...row, leadId: Number(row.leadId) }));
  }

  /** Has each of these leads read, for the choice of a person. */
  async follow(tx: EntityManager, leads: readonly HastenedLead[], correlationId: string): Promise<void> {
    if (leads.length > 0) await this.work.run(tx, leads, { correlationId, isNew: true });
  }
}
