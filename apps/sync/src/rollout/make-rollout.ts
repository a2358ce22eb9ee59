import { randomUUID } from 'node:crypto';
import type { Account } from '@hub/accounts';
import type { MakeRollout } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { strangeChoices, wrongNames } from '../plan-run/check-options.js';
import { kindNamed } from '../plan-run/kind-named.js';
import type { PlanOptions } from '../plan-run/plan-run.entity.js';
import type { ReleaseEntity } from '../release/release.entity.js';
import { ReleaseRepository } from '../release/release.repository.js';
import { AdvanceRollout } from './advance-rollout.js';
import { cutWaves, usualWaves } from './cut-waves.js';
import { NamedTargets, refuse } from './name-targets.js';
import type { Rollout, RolloutAccount } from './rollout.entity.js';
import { RolloutRepository } from './rollout.repository.js';

const usualGateMinutes = 30;
const usualSlowMinutes = 30;

/** Makes rollouts: who gets the release, in which wave, and a job per account that plans. Nothing is read of them here. */
@Injectable()
export class RolloutMaker {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(NamedTargets) private readonly targets: NamedTargets,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
    @Inject(RolloutRepository) private readonly rollouts: RolloutRepository,
    @Inject(AdvanceRollout) private readonly advance: AdvanceRollout,
  ) {}

  /**
   * Throws a `Problem`: 404 for an unknown release, 422 for unknown accounts and bots, those of another group, objects or
   * kinds that are not there and for nobody to roll out to, 409 when another rollout has one of the accounts.
   */
  async make(request: MakeRollout, correlationId: string): Promise<string> {
    const release = await this.releases.recall(request.releaseId);
    const accounts = await this.targets.accounts(request, release);
    const bots = await this.targets.bots(request, release);
    const options = optionsOf(request, release);
    const ids = accounts.map(({ id }) => id);
    await this.refuseStrange(request, release, ids);
    const canary = request.canaryIds ?? [];
    refuse(canary, 'canaryIds', ids, 'rollouts.canary-elsewhere');
    const waves = cutWaves(ids, canary, request.waveSizes ?? usualWaves);
    const id = randomUUID();
    const now = new Date();
    const rollout: Rollout = {
      id,
      releaseId: release.id,
      state: 'planning',
      reason: null,
      wave: 0,
      waves: Math.max(...waves.values()),
      unprovenWave: 0,
      gateMinutes: request.gateMinutes ?? usualGateMinutes,
      slowMinutes: request.slowMinutes ?? usualSlowMinutes,
      options,
      note: request.note ?? null,
      madeBy: request.by,
      approvedBy: null,
      forcedBy: null,
      madeAt: now,
      changedAt: now,
      bots,
    };
    const waveOf = (account: Account) => waves.get(account.id) ?? 1;
    const rows = [...accounts]
      .sort((one, other) => waveOf(one) - waveOf(other))
      .map((account, at) => rowOf(id, account, at + 1, waveOf(account)));
    await inTransaction(this.source, async (tx) => {
      await this.rollouts.lockOpenOf(tx, ids);
      await this.rollouts.lockAll(tx);
      const other = await this.rollouts.findOtherOpen(tx, ids);
      if (other) {
        const taken = new Set(other.accountIds);
        const names = accounts.filter((account) => taken.has(account.id)).map(({ name }) => name);
        const facts = { rolloutId: other.rolloutId, names: names.slice(0, 20) };
        throw new Problem(409, message('rollouts.in-another', facts));
      }
      await this.advance.supersede(tx, ids, correlationId);
      await this.rollouts.add(tx, rollout, rows);
      for (const row of rows) await this.advance.plan(tx, { row }, correlationId);
    });
    return id;
  }

  /** Throws a 422 `Problem` for chosen objects that pruning would not remove in any of the accounts. */
  private async refuseStrange(
    { only, prune }: MakeRollout,
    { groupId, configuration }: ReleaseEntity,
    accountIds: readonly string[],
  ): Promise<void> {
    if (!prune || !only) return;
    const removable = await this.rollouts.listRemovable(only, { groupId, accountIds });
    const errors = strangeChoices(only, configuration, removable);
    if (errors.length > 0) throw new Problem(422, message('sync.plan-input'), errors);
  }
}

/** Throws a 422 `Problem` for stages and kinds that are not there. */
function optionsOf({ prune, dealTargets, only }: MakeRollout, release: ReleaseEntity): PlanOptions {
  const chosen = only?.map(({ kind, key }, at) => ({ kind: kindNamed(kind, `only.${at}.kind`), key }));
  const wrong = wrongNames({ migrationTargets: dealTargets ?? [], only, prune }, release.configuration);
  const errors = wrong.map(({ path, detail }) => ({
    path: path.replace(/^migrationTargets/, 'dealTargets'),
    detail,
  }));
  if (errors.length > 0) throw new Problem(422, message('sync.plan-input'), errors);
  return {
    prune: prune ?? false,
    migrationTargets: {},
    ...(dealTargets
      ? { dealTargets: Object.fromEntries(dealTargets.map(({ from, to }) => [from, to])) }
      : {}),
    ...(chosen ? { only: chosen } : {}),
  };
}

function rowOf(rolloutId: string, { id: accountId }: Account, place: number, wave: number): RolloutAccount {
  return {
    ...{ rolloutId, accountId, place, wave },
    state: 'queued',
    reason: null,
    isRefused: false,
    isPlanning: false,
    isAccepted: false,
    planId: null,
    approvedPlanId: null,
    approvedAt: null,
    content: null,
    plansMade: 0,
    beganAt: null,
    firstBeganAt: null,
    verifiedAt: null,
    intake: null,
    bots: null,
  };
}
