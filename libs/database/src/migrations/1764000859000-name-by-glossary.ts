import type { MigrationInterface, QueryRunner } from 'typeorm';
import { loadFunctions, reloadBus } from '../load-sql.js';

/** What is renamed, as old and new name. */
const renames: readonly (readonly [what: string, old: string, now: string])[] = [
  ['TABLE router.? RENAME TO ?', 'held_lead', 're_judge_lead'],
  ['TABLE router.re_judge_lead RENAME COLUMN ? TO ?', 'held_at', 'state_since'],
  ['INDEX router.? RENAME TO ?', 'held_lead_pkey', 're_judge_lead_pkey'],
  ['INDEX router.? RENAME TO ?', 'held_lead_place', 're_judge_lead_place'],
  ['TABLE router.? RENAME TO ?', 'routing_turn', 'rotation'],
  ['TABLE router.rotation RENAME COLUMN ? TO ?', 'turns', 'credits'],
  ['INDEX router.? RENAME TO ?', 'routing_turn_pkey', 'rotation_pkey'],
  ['INDEX router.? RENAME TO ?', 'transfer_held', 'transfer_in_branch'],
  ['INDEX router.? RENAME TO ?', 'transfer_held_since', 'transfer_in_branch_since'],
  ['TABLE router.escalation RENAME COLUMN ? TO ?', 'told', 'reported_place'],
  ['TABLE router.escalation RENAME COLUMN ? TO ?', 'told_note_id', 'reported_note_id'],
  ['TABLE router.escalation RENAME COLUMN ? TO ?', 'stands', 'is_in_pipeline'],
  ['TABLE router.escalation RENAME COLUMN ? TO ?', 'standing_at', 'delivered_at'],
  ['TABLE limits.claim RENAME COLUMN ? TO ?', 'settled_at', 'resolved_at'],
  ['TABLE limits.reservation RENAME COLUMN ? TO ?', 'settled_at', 'resolved_at'],
  ['TABLE observer.due_card RENAME COLUMN ? TO ?', 'is_deletion_told', 'is_deletion_reported'],
];

/** Words inside of values: the state of an escalation, its acts, and why routing chose a branch. */
const words: readonly (readonly [table: string, column: string, old: string, now: string])[] = [
  ['router.escalation', 'todo', '{"do": "tell"', '{"do": "report"'],
  ['router.decision', 'reasons', '"choice", "found": "standing"', '"choice", "found": "current"'],
  ['router.decision', 'not_taken', '"choice", "found": "not-standing"', '"choice", "found": "not-current"'],
  ['router.judged_lead', 'reason', '"choice", "found": "standing"', '"choice", "found": "current"'],
  [
    'router.judged_lead',
    'not_taken',
    '"choice", "found": "not-standing"',
    '"choice", "found": "not-current"',
  ],
];

/** Functions whose name goes, or the name of a parameter, which `CREATE OR REPLACE` cannot change. */
const withoutOldFunctions = `DO $$
DECLARE
  _old regprocedure;
BEGIN
  FOR _old IN
    SELECT oid FROM pg_proc WHERE pronamespace = 'accounts'::regnamespace
      AND proname IN ('rate_turn', 'take_slot', 'use_slots')
    UNION ALL
    SELECT oid FROM pg_proc WHERE proname IN ('inbox_turn', 'inbox_settle', 'inbox_hold', 'inbox_let_go', 'inbox_put')
      AND pronamespace IN (SELECT relnamespace FROM pg_class WHERE relname = 'inbox_lane')
  LOOP
    EXECUTE format('DROP FUNCTION %s', _old);
  END LOOP;
END
$$`;

/** Tables, columns, indexes, functions and stored states get the words of the glossary; nothing else changes. */
export class NameByGlossary1764000859000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const [what, old, now] of renames) await db.query(rename(what, old, now));
    for (const [table, column, old, now] of words) await db.query(reword(table, column, old, now));
    await db.query(`UPDATE router.escalation SET state = 'delivered' WHERE state = 'standing'`);
    await db.query(withoutOldFunctions);
    await reloadBus(db);
    await loadFunctions(db, 'accounts');
  }

  /** The functions stay as they are now: there are no others any more. */
  async down(db: QueryRunner): Promise<void> {
    await db.query(`UPDATE router.escalation SET state = 'standing' WHERE state = 'delivered'`);
    for (const [table, column, old, now] of words) await db.query(reword(table, column, now, old));
    for (const [what, old, now] of [...renames].reverse()) await db.query(rename(what, now, old));
  }
}

function rename(what: string, from: string, to: string): string {
  return `ALTER ${what.replace('?', from).replace('?', to)}`;
}

/** A quote inside of a text of jsonb is escaped, so such words are found as keys and values alone. */
function reword(table: string, column: string, from: string, to: string): string {
  return `UPDATE ${table} SET ${column} = replace(${column}::text, '${from}', '${to}')::jsonb
    WHERE strpos(${column}::text, '${from}') > 0`;
}
