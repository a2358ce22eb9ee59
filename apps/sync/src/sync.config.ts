import { CrmConfig, IsDaysKept, type Kept } from '@hub/service';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** What the sync service reads from its environment. */
export class SyncConfig extends CrmConfig {
  /** The number of days between two drift readings of an account; 0: only when asked. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(90)
  DRIFT_EVERY_DAYS = 1;

  /** Hour of the account's own time zone at which that night begins. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(23)
  DRIFT_FROM_HOUR = 1;

  /** Hours over which the accounts are spread. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(24)
  DRIFT_HOURS = 5;

  /** Days for which rollouts and plans are kept that are over. */
  @IsDaysKept(31)
  PLANS_KEPT_DAYS = 365;

  /** Days for which findings of drift are kept that have ended. */
  @IsDaysKept(31)
  DRIFT_KEPT_DAYS = 180;
}

/** What the sync service keeps for how long. The plan that brought an account to its release stays, however old. */
export function keptBySync({ PLANS_KEPT_DAYS: days, DRIFT_KEPT_DAYS }: SyncConfig): Kept[] {
  const isEnded = `kept.state IN ('done', 'stopped') AND NOT EXISTS (SELECT FROM sync.rollout_account open
    WHERE open.rollout_id = kept.id AND open.state NOT IN ('healthy', 'skipped', 'failed'))`;
  const isOver = `kept.state IN ('applied', 'applied-in-part', 'stale', 'failed', 'cancelled')`;
  const isOfNoRollout = `NOT EXISTS (SELECT FROM sync.rollout WHERE id = kept.rollout_id)`;
  const isFollowed = `(kept.begun_at IS NULL OR kept.options ? 'only' OR EXISTS (SELECT FROM sync.plan_run newer
    WHERE newer.account_id = kept.account_id AND NOT newer.options ? 'only'
      AND newer.begun_at > kept.begun_at))`;
  return [
    { table: 'sync.card_count', moment: 'walked_at', days: 2 },
    { table: 'sync.drift_finding', moment: 'gone_at', days: DRIFT_KEPT_DAYS },
    { table: 'sync.rollout', moment: 'made_at', days, only: isEnded },
    {
      ...{ table: 'sync.plan_run', moment: 'made_at', days },
      only: `${isOver} AND ${isOfNoRollout} AND ${isFollowed}`,
    },
  ];
}
