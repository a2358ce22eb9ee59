import type { MigrationInterface, QueryRunner } from 'typeorm';
import { makeBus } from '../load-sql.js';

/** Routing rules, decisions about leads, transfers and what becomes of them, and leads that branches give to HQ. */
export class CreateRouter1764000820006 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE SCHEMA router');
    await makeBus(db, 'router');
    for (const tables of [rules, received, decisions, heldLeads, transfers, custody, escalations])
      await db.query(tables);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA router CASCADE');
  }
}

const rules = `
  -- Versions; none is ever changed.
  CREATE TABLE router.routing_rules (
    version integer PRIMARY KEY,
    rules jsonb NOT NULL,
    saved_at timestamptz NOT NULL
  );
  CREATE TABLE router.region_words (
    version integer PRIMARY KEY,
    words jsonb NOT NULL,
    saved_at timestamptz NOT NULL
  );

  -- Whose turn it is in a territory.
  CREATE TABLE router.routing_turn (
    hq_account_id uuid NOT NULL,
    territory text NOT NULL,
    turns jsonb NOT NULL,
    PRIMARY KEY (hq_account_id, territory)
  );

  -- Which value of the HQ field that names the branch belongs to which branch, so that a renamed branch keeps its value. A
  -- write of that field's list that was begun is noted apart from one of the list of regions.
  CREATE TABLE router.branch_list (
    hq_account_id uuid PRIMARY KEY,
    known jsonb NOT NULL,
    step_started_at timestamptz,
    step_written_at timestamptz,
    region_started_at timestamptz,
    region_written_at timestamptz
  );`;

const received = `
  -- Leads that site forms and integrators send over REST, until they are in the HQ account.
  CREATE TABLE router.received_lead (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    caller_id text NOT NULL,
    idempotency_key text NOT NULL,
    body_hash text NOT NULL,
    body jsonb,
    client text NOT NULL,
    state text NOT NULL,
    contact_id bigint,
    lead_id bigint,
    step_started_at timestamptz,
    step_written_at timestamptz,
    left_out jsonb NOT NULL,
    problem jsonb,
    received_at timestamptz NOT NULL
  );
  CREATE UNIQUE INDEX received_lead_key ON router.received_lead (caller_id, idempotency_key);
  CREATE INDEX received_lead_age ON router.received_lead (received_at);
  CREATE INDEX received_lead_client ON router.received_lead (account_id, client, received_at);
  -- What was sent of a lead and got into none of its fields counts when the lead is routed.
  CREATE INDEX received_lead_left_out ON router.received_lead (account_id, lead_id) WHERE left_out <> '[]';`;

const decisions = `
  CREATE TABLE router.decision (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    lead_id bigint NOT NULL,
    kind text NOT NULL,
    branch_id uuid,
    reasons jsonb NOT NULL,
    rules_version integer NOT NULL REFERENCES router.routing_rules (version),
    correlation_id text NOT NULL,
    decided_at timestamptz NOT NULL,
    not_taken jsonb NOT NULL DEFAULT '[]'
  );
  CREATE INDEX decision_lead ON router.decision (account_id, lead_id, decided_at DESC);
  -- Lists, narrowed by one thing each.
  CREATE INDEX decision_newest ON router.decision (decided_at DESC, id DESC);
  CREATE INDEX decision_of_lead ON router.decision (lead_id, decided_at DESC, id DESC);
  CREATE INDEX decision_of_branch ON router.decision (branch_id, decided_at DESC, id DESC);
  CREATE INDEX decision_of_kind ON router.decision (kind, decided_at DESC, id DESC);

  -- The last judgement of each lead: what waits, and the contact by which a client who comes again is known.
  CREATE TABLE router.judged_lead (
    account_id uuid NOT NULL,
    lead_id bigint NOT NULL,
    kind text NOT NULL,
    branch_id uuid,
    reason jsonb,
    not_taken jsonb NOT NULL DEFAULT '[]',
    contact_id bigint,
    since timestamptz NOT NULL,
    touched_at timestamptz NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, lead_id)
  );
  CREATE INDEX judged_lead_waiting ON router.judged_lead (account_id, since, lead_id) WHERE kind IN ('wait', 'manual');
  CREATE INDEX judged_lead_contact ON router.judged_lead (account_id, contact_id) WHERE contact_id IS NOT NULL;

  -- What operators have decided about leads.
  CREATE TABLE router.operator_word (
    account_id uuid NOT NULL,
    lead_id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('assign', 'ignore')),
    branch_id uuid,
    transfer_id uuid,
    reason text,
    said_by text NOT NULL,
    said_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, lead_id)
  );

  -- Cards whose reads found nothing.
  CREATE TABLE router.absent_card (
    account_id uuid NOT NULL,
    entity text NOT NULL,
    entity_id bigint NOT NULL,
    reads integer NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, entity, entity_id)
  );`;

const heldLeads = `
  -- Leads that are judged again only when a person says so, and the open question about them.
  CREATE TABLE router.held_lead (
    account_id uuid NOT NULL,
    lead_id bigint NOT NULL,
    state text NOT NULL,
    branch_id uuid,
    is_old boolean NOT NULL,
    lead_at timestamptz NOT NULL,
    held_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, lead_id)
  );
  CREATE INDEX held_lead_place ON router.held_lead (account_id, state, lead_at, lead_id);
  CREATE TABLE router.open_ask (
    account_id uuid PRIMARY KEY,
    leads integer NOT NULL,
    old integer NOT NULL,
    oldest_lead_id bigint NOT NULL,
    asked_at timestamptz NOT NULL
  );`;

const transfers = `
  CREATE TABLE router.transfer (
    id uuid PRIMARY KEY,
    trail_id uuid NOT NULL,
    hq_account_id uuid NOT NULL,
    hq_lead_id bigint NOT NULL,
    branch_id uuid NOT NULL,
    branch_name text NOT NULL,
    target jsonb NOT NULL,
    rules_version integer NOT NULL REFERENCES router.routing_rules (version),
    state text NOT NULL,
    cancel_reason jsonb,
    step_started_at timestamptz,
    step_written_at timestamptz,
    step_makes_lead boolean NOT NULL DEFAULT false,
    is_joined boolean NOT NULL DEFAULT false,
    branch_contact_id bigint,
    branch_lead_id bigint,
    branch_company_id bigint,
    branch_task_id bigint,
    left_out jsonb NOT NULL,
    problem jsonb,
    ended_as text,
    ended_at timestamptz,
    in_hand_since timestamptz,
    is_re_route boolean NOT NULL DEFAULT false,
    branch_kept_at bigint,
    hq_wrote_at bigint,
    hq_branch_name text,
    correlation_id text NOT NULL,
    started_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
  );
  -- One HQ lead, one transfer that can make a branch lead: this is what makes routing twice impossible.
  CREATE UNIQUE INDEX transfer_hq_lead ON router.transfer (hq_account_id, hq_lead_id)
    WHERE state <> 'cancelled' AND ended_at IS NULL;
  CREATE UNIQUE INDEX transfer_living ON router.transfer (trail_id) WHERE state <> 'cancelled' AND ended_at IS NULL;
  CREATE INDEX transfer_of_trail ON router.transfer (trail_id, started_at);
  CREATE INDEX transfer_branch_lead ON router.transfer (branch_lead_id) WHERE branch_lead_id IS NOT NULL;
  CREATE INDEX transfer_unfinished ON router.transfer (started_at, id) WHERE state NOT IN ('done', 'cancelled');
  -- What is looked at every few minutes: the living legs, not the history.
  CREATE INDEX transfer_held ON router.transfer (id) WHERE state = 'done' AND ended_at IS NULL;
  CREATE INDEX transfer_held_since ON router.transfer (changed_at, id) WHERE state = 'done' AND ended_at IS NULL;
  CREATE INDEX transfer_in_hand ON router.transfer (in_hand_since, id) WHERE in_hand_since IS NOT NULL;
  -- Lists, narrowed by one thing each.
  CREATE INDEX transfer_newest ON router.transfer (started_at DESC, id DESC);
  CREATE INDEX transfer_of_lead ON router.transfer (hq_lead_id, started_at DESC, id DESC);
  CREATE INDEX transfer_of_branch ON router.transfer (branch_id, started_at DESC, id DESC);
  CREATE INDEX transfer_in_state ON router.transfer (state, started_at DESC, id DESC);

  -- Contacts that transfers are making, or have just made, by phone and e-mail and for a day, so that two leads of one
  -- client get one contact.
  CREATE TABLE router.contact_intent (
    account_id uuid NOT NULL,
    term text NOT NULL,
    transfer_id uuid NOT NULL,
    begun_at timestamptz NOT NULL,
    contact_id bigint,
    PRIMARY KEY (account_id, term)
  );
  CREATE INDEX contact_intent_transfer ON router.contact_intent (transfer_id);
  CREATE INDEX contact_intent_begun ON router.contact_intent (begun_at);`;

const custody = `
  -- What of the branch lead the HQ lead shows.
  CREATE TABLE router.mirror (
    leg_id uuid PRIMARY KEY REFERENCES router.transfer (id),
    seen_version integer NOT NULL,
    written jsonb,
    left_out jsonb NOT NULL,
    is_taken boolean NOT NULL DEFAULT false,
    step_started_at timestamptz,
    step_written_at timestamptz,
    mirrored_at timestamptz
  );

  -- The ways of leads from one branch to another one.
  CREATE TABLE router.re_route (
    id uuid PRIMARY KEY,
    leg_id uuid NOT NULL REFERENCES router.transfer (id),
    why text NOT NULL,
    reason jsonb NOT NULL,
    branch_id uuid,
    state text NOT NULL,
    baseline jsonb,
    is_noted boolean NOT NULL DEFAULT false,
    step_started_at timestamptz,
    step_written_at timestamptz,
    asked_at timestamptz NOT NULL
  );
  CREATE INDEX re_route_of_leg ON router.re_route (leg_id, asked_at);
  -- A leg is left once at a time.
  CREATE UNIQUE INDEX re_route_under_way ON router.re_route (leg_id) WHERE state IN ('asked', 'closed', 'opening');`;

const escalations = `
  -- Branch leads that are given to HQ. At most one living escalation for each branch lead and each HQ lead.
  CREATE TABLE router.escalation (
    id uuid PRIMARY KEY,
    trail_id uuid NOT NULL,
    leg_id uuid,
    hq_account_id uuid NOT NULL,
    branch_account_id uuid NOT NULL,
    branch_lead_id bigint NOT NULL,
    branch_pipeline_id bigint NOT NULL,
    branch_name text NOT NULL,
    branch_from jsonb,
    hq_lead_id bigint,
    hq_contact_id bigint,
    card_from jsonb,
    hq_first jsonb,
    hq_back jsonb,
    state text NOT NULL,
    ended_as text,
    todo jsonb NOT NULL,
    acts_done integer NOT NULL DEFAULT 0,
    step_started_at timestamptz,
    step_written_at timestamptz,
    hq_wrote_at bigint,
    hq_moved_at timestamptz,
    has_closed_card boolean NOT NULL DEFAULT false,
    hq_owner_id bigint,
    told jsonb,
    told_note_id bigint,
    seen_branch integer NOT NULL DEFAULT 0,
    seen_card integer NOT NULL DEFAULT 0,
    stands boolean NOT NULL DEFAULT true,
    client text,
    left_out jsonb NOT NULL,
    problem jsonb,
    asked_at timestamptz NOT NULL,
    standing_at timestamptz,
    late_since timestamptz,
    accepted_at timestamptz,
    ended_at timestamptz,
    changed_at timestamptz NOT NULL
  );
  CREATE UNIQUE INDEX escalation_living_branch ON router.escalation (branch_account_id, branch_lead_id)
    WHERE state <> 'ended';
  CREATE UNIQUE INDEX escalation_living_card ON router.escalation (hq_account_id, hq_lead_id) WHERE state <> 'ended';
  CREATE INDEX escalation_branch ON router.escalation (branch_account_id, branch_lead_id, asked_at);
  CREATE INDEX escalation_card ON router.escalation (hq_account_id, hq_lead_id);
  CREATE INDEX escalation_trail ON router.escalation (trail_id);
  CREATE INDEX escalation_newest ON router.escalation (asked_at, id);
  CREATE INDEX escalation_state ON router.escalation (state, changed_at);`;
