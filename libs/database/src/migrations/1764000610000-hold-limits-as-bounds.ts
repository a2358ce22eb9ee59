import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Bounds of limits are one object, settings are per group of managers, and a claim keeps the terms under which it was made.
 * What was stored goes on to count: the users who had limits become the one group of their account.
 */
export class HoldLimitsAsBounds1764000610000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [bounds, groups, terms, blocks]) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of [oldBlocks, oldTerms, oldGroups, oldBounds]) await db.query(statement);
  }
}

const bounds = `
  ALTER TABLE limits.user_limits ADD COLUMN limits jsonb, ADD COLUMN started_at timestamptz;
  UPDATE limits.user_limits SET limits = jsonb_build_object('activeDeals', active_deals);
  ALTER TABLE limits.user_limits ALTER COLUMN limits SET NOT NULL, DROP COLUMN active_deals;`;

/** The group is called «Менеджеры», as people read it. */
const groups = `
  UPDATE limits.exchange e SET settings = jsonb_build_object('whenUnknown', 'block', 'groups', jsonb_build_array(
    e.settings || jsonb_build_object(
      'name', U&'\\041C\\0435\\043D\\0435\\0434\\0436\\0435\\0440\\044B',
      'managerIds', (SELECT coalesce(jsonb_agg(u.user_id ORDER BY u.user_id), '[]') FROM limits.user_limits u
        WHERE u.account_id = e.account_id AND NOT e.settings->'exchangeUserIds' @> to_jsonb(u.user_id)),
      'keyStages', '[]'::jsonb, 'saleStages', '[]'::jsonb, 'refusalStages', '[]'::jsonb,
      'changeOwnerOfLinked', false, 'limits', '{}'::jsonb, 'graceDays', 0)));
  ALTER TABLE limits.exchange DROP COLUMN archived_pipeline_ids;`;

const terms = `
  ALTER TABLE limits.claim ADD COLUMN terms jsonb;
  UPDATE limits.claim c SET terms = jsonb_build_object('targetStage', c.target_stage, 'changeOwnerOfLinked', false,
    'group', coalesce(e.settings->'groups'->0->'name', '""'),
    'exchangeStages', coalesce(e.settings->'groups'->0->'exchangeStages', '[]'),
    'exchangeUserIds', coalesce(e.settings->'groups'->0->'exchangeUserIds', '[]'))
    FROM limits.claim o LEFT JOIN limits.exchange e USING (account_id) WHERE o.id = c.id;
  ALTER TABLE limits.claim DROP COLUMN target_stage;
  CREATE INDEX claim_granted ON limits.claim (account_id, user_id, settled_at) WHERE state = 'granted';
  CREATE INDEX claim_given ON limits.claim (account_id, settled_at) WHERE state = 'granted';`;

const blocks = `
  UPDATE limits.claim SET blocks = (SELECT jsonb_agg(CASE block->>'limit'
      WHEN 'active-deals' THEN jsonb_build_object('reason', 'limit', 'judged', jsonb_build_object(
        'limit', 'activeDeals', 'bound', block->'bound', 'isKnown', true, 'isEstimated', false, 'blocks', true, 'value', block->'value',
        'freesAt', NULL, 'facts', jsonb_build_object(
          'rest', (block->>'value')::int - (block->>'bound')::int + 1)))
      ELSE jsonb_build_object('reason', block->'limit') END)
    FROM jsonb_array_elements(blocks) AS block)
  WHERE blocks <> '[]';`;

const oldBlocks = `
  UPDATE limits.claim SET blocks = (SELECT coalesce(jsonb_agg(CASE block->>'reason'
      WHEN 'limit' THEN jsonb_build_object('limit', 'active-deals', 'bound', block->'judged'->'bound',
        'value', block->'judged'->'value')
      ELSE jsonb_build_object('limit', block->'reason') END), '[]')
    FROM jsonb_array_elements(blocks) AS block
    WHERE block->'judged' IS NULL OR block->'judged'->>'limit' = 'activeDeals')
  WHERE blocks <> '[]';`;

const oldTerms = `
  DROP INDEX limits.claim_granted;
  DROP INDEX limits.claim_given;
  ALTER TABLE limits.claim ADD COLUMN target_stage jsonb;
  UPDATE limits.claim SET target_stage = coalesce(terms->'targetStage', '{"pipelineId": 0, "statusId": 0}');
  ALTER TABLE limits.claim ALTER COLUMN target_stage SET NOT NULL, DROP COLUMN terms;`;

const oldGroups = `
  DELETE FROM limits.exchange WHERE settings->'groups' = '[]';
  UPDATE limits.exchange SET settings = (settings->'groups'->0) - '{name,managerIds,keyStages,saleStages,refusalStages}'::text[]
    - '{changeOwnerOfLinked,limits,graceDays}'::text[];
  ALTER TABLE limits.exchange ADD COLUMN archived_pipeline_ids jsonb NOT NULL DEFAULT '[]';
  ALTER TABLE limits.exchange ALTER COLUMN archived_pipeline_ids DROP DEFAULT;`;

const oldBounds = `
  ALTER TABLE limits.user_limits ADD COLUMN active_deals integer;
  UPDATE limits.user_limits SET active_deals = (limits->>'activeDeals')::integer;
  ALTER TABLE limits.user_limits DROP COLUMN limits, DROP COLUMN started_at;`;
