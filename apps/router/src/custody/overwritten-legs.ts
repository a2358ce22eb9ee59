import { Journal } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newestRules } from '../rules/newest-rules.js';
import type { ChoiceGap } from '../transfer/transfer.entity.js';
import type { Entered } from './decide-overwritten.js';

/** A leg whose HQ lead was changed in «Филиал», or moved, while its hand-over was being written. */
export interface OverwrittenLeg {
  id: string;
  accountId: string;
  leadId: number;
  /** «Филиал» and what the hub has written there; null where it wrote nothing there, or nobody else did. */
  choice: { fieldId: number; own: string } | null;
  /** The stages that the lead entered in the gap, oldest first; the last is the hub's. */
  entered: Entered[];
  intakePipelineId: number;
  gap: ChoiceGap;
}

type OverwrittenRow = Omit<OverwrittenLeg, 'leadId' | 'intakePipelineId' | 'choice'> & {
  leadId: string;
  intakePipelineId: string;
  fieldId: string | null;
  own: string | null;
  choices: number;
};

/** How long the feed is waited for. */
const longestGap = '1 day';

/** Legs whose hand-over may have overwritten a choice in «Филиал» or a move of the HQ lead. */
@Injectable()
export class OverwrittenLegs {
  constructor(private readonly journal: Journal) {}

  /**
   * Living legs in whose gap the feed shows more than the hub's own change of the field, or of the stage; the newest first, so that those
   * whose changes cannot be read keep no other from its turn.
   */
  async list(limit: number): Promise<OverwrittenLeg[]> {
    const rows: OverwrittenRow[] = await this.journal.askForList((tx) =>
      tx.query(
        `WITH head AS MATERIALIZED (
           SELECT account_id, (rules ->> 'branchFieldId')::bigint AS field, (rules ->> 'intakePipelineId')::bigint AS intake
             FROM (${newestRules}) AS newest)
         SELECT leg.id, leg.hq_account_id AS "accountId", leg.hq_lead_id AS "leadId", head.field AS "fieldId",
                head.intake AS "intakePipelineId", leg.hq_branch_name AS own, leg.choice_gap AS gap, seen.choices, seen.entered
           FROM router.transfer leg JOIN head ON head.account_id = leg.hq_account_id
           CROSS JOIN LATERAL (
             SELECT count(*) FILTER (WHERE changed.type LIKE 'custom\\_field\\_%' AND leg.hq_branch_name IS NOT NULL
                      AND coalesce(changed.after, changed.before) @> jsonb_build_array(jsonb_build_object('fieldId', head.field)))::int
                      AS choices,
                    coalesce(jsonb_agg(jsonb_build_object('at', changed.moment, 'pipelineId', changed.pipeline_id, 'statusId', changed.status_id)
                      ORDER BY changed.moment, changed.event_id) FILTER (WHERE changed.type = 'lead_status_changed'), '[]') AS entered
               FROM journal.history changed
              WHERE changed.account_id = leg.hq_account_id AND changed.entity_id = leg.hq_lead_id AND changed.entity = 'lead'
                AND changed.moment > (leg.choice_gap ->> 'after')::bigint
                AND changed.moment <= (leg.choice_gap ->> 'until')::bigint) AS seen
          WHERE leg.choice_gap IS NOT NULL AND leg.state = 'done' AND leg.ended_at IS NULL
            AND (seen.choices > 1 OR jsonb_array_length(seen.entered) > 1)
          ORDER BY leg.changed_at DESC LIMIT $1`,
        [limit],
      ),
    );
    return rows.map(({ fieldId, own, choices, ...row }) => ({
      ...row,
      leadId: Number(row.leadId),
      intakePipelineId: Number(row.intakePipelineId),
      choice: choices > 1 && fieldId !== null && own !== null ? { fieldId: Number(fieldId), own } : null,
    }));
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
