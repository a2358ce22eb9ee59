import type { Fact } from '@hub/messages';
import { askPrepared, BatchedRead } from '@hub/database';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { lastAtInSql } from '../transfer/leads-of-hq.js';
import { unplacedOf, type Unplaced } from '../receive/compose-received.js';
import type { LastLeg, LeadFacts, OperatorWord } from '../rule/facts.js';
import { leftEnds, type ClientFacts } from './known-branches.js';

/**
 * What an operator says about a lead; an assignment is in force as long as its transfer is neither cancelled nor ended.
 */
export type NewWord = { accountId: string; leadId: number; transferId: string | null; by: string } & (
  { kind: 'assign'; branchId: string } | { kind: 'ignore'; reason: string }
);

interface Row {
  kind: OperatorWord['kind'] | null;
  branchId: string | null;
  reason: string | null;
  by: string | null;
  isDone: boolean | null;
  ofContact: ClientFacts['ofContact'];
  isEscalated: boolean;
  hasTrail: boolean;
  ended: EndedTrail | null;
  leftOut: Fact[] | null;
}

/** What the hub knows of a lead whose trail has ended, and that does not wait since because a person asked for it anew. */
export interface EndedTrail extends Pick<LastLeg, 'statusId'> {
  /** What «Филиал» showed when the hub read or wrote it last; null: not known. */
  shown: string | null;
}

/** Asked for each judgement, and planned once: planning its joins takes longer than running them. */
const pastOfLeads = {
  name: 'past-of-leads',
  text: `SELECT word.kind, word.branch_id AS "branchId", word.reason, word.said_by AS by,
     given.state NOT IN ('decided', 'contact-ready') AS "isDone",
     (SELECT jsonb_build_object('branchId', transfer.branch_id, 'at', extract(epoch FROM transfer.started_at))
        FROM router.judged_lead earlier
        JOIN router.transfer ON hq_account_id = earlier.account_id AND hq_lead_id = earlier.lead_id
         AND transfer.state <> 'cancelled' AND (transfer.ended_as IS NULL OR NOT transfer.ended_as = ANY ($4))
       WHERE earlier.account_id = own.account_id AND earlier.contact_id = own.contact_id AND earlier.lead_id <> own.lead_id
       ORDER BY transfer.started_at DESC LIMIT 1) AS "ofContact",
     EXISTS (SELECT FROM router.escalation WHERE hq_account_id = own.account_id AND hq_lead_id = own.lead_id
       AND leg_id IS NULL AND state <> 'ended') AS "isEscalated",
     EXISTS (SELECT FROM router.transfer leg WHERE leg.hq_account_id = own.account_id AND leg.hq_lead_id = own.lead_id
       AND leg.state <> 'cancelled') AS "hasTrail",
     (SELECT jsonb_build_object('shown', last.hq_branch_name, 'statusId', (rules ->> 'handedOverStatusId')::bigint)
        FROM (SELECT * FROM router.transfer leg WHERE leg.hq_account_id = own.account_id AND leg.hq_lead_id = own.lead_id
           AND leg.state <> 'cancelled' ORDER BY ${lastAtInSql('leg')} DESC LIMIT 1) AS last
        LEFT JOIN router.routing_rules ON version = last.rules_version
       WHERE last.ended_at IS NOT NULL AND NOT coalesce((SELECT said.kind = 'wait' AND said.decided_at > last.ended_at
          FROM router.decision said WHERE said.account_id = own.account_id AND said.lead_id = own.lead_id
         ORDER BY said.decided_at DESC LIMIT 1), false)) AS ended,
     (SELECT left_out FROM router.received_lead received WHERE received.account_id = own.account_id
       AND received.lead_id = own.lead_id AND left_out <> '[]' LIMIT 1) AS "leftOut"
   FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS own (account_id, lead_id, contact_id, n)
   LEFT JOIN router.operator_word word ON word.account_id = own.account_id AND word.lead_id = own.lead_id
   LEFT JOIN router.transfer given ON given.id = word.transfer_id AND given.state <> 'cancelled'
    AND given.ended_at IS NULL
   ORDER BY own.n`,
};

/** A lead and its main contact. */
interface AskedLead {
  accountId: string;
  leadId: number;
  contactId: number | null;
}

/** Questions about what was said and done about a lead and its contact before. */
@Injectable()
export class LeadPast {
  private readonly asked = new BatchedRead<AskedLead, Row>((leads) =>
    askPrepared<Row>(this.source, pastOfLeads, [
      leads.map(({ accountId }) => accountId),
      leads.map(({ leadId }) => leadId),
      leads.map(({ contactId }) => contactId),
      leftEnds,
    ]),
  );

  constructor(private readonly source: DataSource) {}

  /**
   * What an operator has said about the lead, whether it was made for a deal that a branch has given to HQ, whether it
   * has a trail, what its last leg left where none lives, the branch that has the newest other lead of its contact, and
   * the place and branch that were sent over REST and are in none of its fields.
   */
  async find(
    accountId: string,
    leadId: number,
    contactId: number | null,
  ): Promise<
    Pick<LeadFacts, 'word' | 'isEscalated' | 'hasTrail'> &
      Pick<ClientFacts, 'ofContact'> & { ended: EndedTrail | null; sent: Unplaced }
  > {
    const row = await this.asked.of({ accountId, leadId, contactId });
    const { ofContact, isEscalated, hasTrail, ended } = row;
    const sent = unplacedOf(row.leftOut ?? []);
    return { word: wordOf(row), ofContact, isEscalated, hasTrail, ended, sent };
  }

  /** Records what an operator says; it replaces what was said before. */
  async say(tx: EntityManager, word: NewWord, now: Date): Promise<void> {
    const branchId = word.kind === 'assign' ? word.branchId : null;
    const reason = word.kind === 'ignore' ? word.reason : null;
    await tx.query(
      `INSERT INTO router.operator_word (account_id, lead_id, kind, branch_id, transfer_id, reason, said_by, said_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (account_id, lead_id) DO UPDATE SET kind = excluded.kind, branch_id = excluded.branch_id,
         transfer_id = excluded.transfer_id, reason = excluded.reason, said_by = excluded.said_by, said_at = excluded.said_at`,
      [word.accountId, word.leadId, word.kind, branchId, word.transferId, reason, word.by, now],
    );
  }

  /**
   * The lead is the one of the request with one of these ids, whose write is under way: the hand-over replaces that id. Not
   * where the request is just being recorded.
   */
  async recordMade(
    tx: EntityManager,
    { accountId, leadId }: Pick<AskedLead, 'accountId' | 'leadId'>,
    requestIds: readonly string[],
  ): Promise<void> {
    if (requestIds.length === 0) return;
    await tx.query(
      `UPDATE router.received_lead SET lead_id = $2 WHERE id IN (SELECT id FROM router.received_lead
         WHERE account_id = $1 AND id = ANY ($3::uuid[]) AND state = 'contact-ready' AND lead_id IS NULL FOR UPDATE SKIP LOCKED)`,
      [accountId, leadId, [...requestIds]],
    );
  }

  /** Takes back that a lead is to be ignored: one that was in hand is so again. */
  async takeBackIgnore(tx: EntityManager, accountId: string, leadId: number): Promise<void> {
    await tx.query(
      `DELETE FROM router.operator_word WHERE account_id = $1 AND lead_id = $2 AND kind = 'ignore'`,
      [accountId, leadId],
    );
    await tx.query(
      `UPDATE router.transfer SET in_hand_since = now(), off_hand = NULL
        WHERE hq_account_id = $1 AND hq_lead_id = $2 AND ended_at IS NOT NULL AND off_hand ->> 'key' = 'custody.off-hand-ignored'`,
      [accountId, leadId],
    );
  }

  /** Erases the words of what was said about the leads of an account that is removed; that a lead is ignored stays. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query(`UPDATE router.operator_word SET reason = NULL, said_by = '' WHERE account_id = $1`, [
      accountId,
    ]);
    await tx.query('DELETE FROM router.rotation WHERE hq_account_id = $1', [accountId]);
  }
}

/** An assignment whose transfer was cancelled or has ended, so that `isDone` is null, is no longer in force. */
function wordOf({ kind, branchId, reason, by, isDone }: Row): OperatorWord | null {
  if (kind === 'ignore') return { kind, reason: reason ?? '', by: by ?? '' };
  if (kind !== 'assign' || branchId === null || isDone === null) return null;
  return { kind, branchId, by: by ?? '', isDone };
}
