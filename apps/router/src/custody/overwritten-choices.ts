import { Journal } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newestRules } from '../rules/newest-rules.js';
import type { ChoiceGap } from '../transfer/transfer.entity.js';

/** A leg whose HQ lead was changed in «Филиал» while its hand-over was being written. */
export interface OverwrittenLeg {
  id: string;
  accountId: string;
  leadId: number;
  fieldId: number;
  /** What the hub has written there. */
  own: string;
  gap: ChoiceGap;
}

/** How long the feed is waited for. */
const longestGap = '1 day';

/** Questions about choices in «Филиал» that a hand-over may have overwritten. */
@Injectable()
export class OverwrittenChoices {
  constructor(private readonly journal: Journal) {}

  /** Living legs in whose gap the feed shows more than the hub's own change of the field. */
  async list(limit: number): Promise<OverwrittenLeg[]> {
    const rows: (Omit<OverwrittenLeg, 'leadId' | 'fieldId'> & { leadId: string; fieldId: string })[] =
      await this.journal.askForList((tx) =>
        tx.query(
          `WITH field AS MATERIALIZED (
             SELECT account_id, rules ->> 'branchFieldId' AS id FROM (${newestRules}) AS newest)
           SELECT leg.id, leg.hq_account_id AS "accountId", leg.hq_lead_id AS "leadId", field.id AS "fieldId",
                  leg.hq_branch_name AS own, leg.choice_gap AS gap
             FROM router.transfer leg JOIN field ON field.account_id = leg.hq_account_id AND field.id IS NOT NULL
            WHERE leg.choice_gap IS NOT NULL AND leg.state = 'done' AND leg.ended_at IS NULL AND leg.hq_branch_name IS NOT NULL
              AND (SELECT count(*) FROM journal.history changed
                    WHERE changed.account_id = leg.hq_account_id AND changed.entity_id = leg.hq_lead_id AND changed.entity = 'lead'
                      AND changed.moment > (leg.choice_gap ->> 'after')::bigint AND changed.moment <= (leg.choice_gap ->> 'until')::bigint
                      AND changed.type LIKE 'custom\\_field\\_%'
                      AND coalesce(changed.after, changed.before) @> jsonb_build_array(jsonb_build_object('fieldId', field.id::bigint))) > 1
            ORDER BY leg.changed_at LIMIT $1`,
          [limit],
        ),
      );
    return rows.map((row) => ({ ...row, leadId: Number(row.leadId), fieldId: Number(row.fieldId) }));
  }

  /** The feed is waited for no longer. */
  async expire(tx: EntityManager): Promise<void> {
    await tx.query(
      `UPDATE router.transfer SET choice_gap = NULL WHERE choice_gap IS NOT NULL AND changed_at < now() - interval '${longestGap}'`,
    );
  }

  /** What was written in the gap has been read. */
  async close(tx: EntityManager, id: string): Promise<void> {
    await tx.query('UPDATE router.transfer SET choice_gap = NULL WHERE id = $1', [id]);
  }
}
