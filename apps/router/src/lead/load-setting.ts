import { BranchRepository, type Branch } from '@hub/accounts';
import type { RoutingRulesBody } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReadPlaces } from '../region/read-places.js';
import type { BranchFacts, RouteRules } from '../rule/facts.js';
import { branchOpening } from './branch-opening.js';
import { OpenLoads } from './open-loads.js';
import { RotationRepository } from './rotation.repository.js';

/** What leads are routed by, as it is at one moment. */
export interface Setting {
  rules: RouteRules;
  branches: readonly BranchFacts[];
}

/** Reads rules and branches with everything that the rules ask for. No calls. */
@Injectable()
export class LoadSetting {
  constructor(
    private readonly branches: BranchRepository,
    private readonly places: ReadPlaces,
    private readonly rotations: RotationRepository,
    private readonly loads: OpenLoads,
  ) {}

  /** As of `now`: by it a branch is open or closed. */
  async run(rules: RoutingRulesBody, now: Date): Promise<Setting> {
    const asksHours = (rules.outsideHours ?? 'anyway') !== 'anyway';
    const limited = await this.branches.listLimited();
    const branches = await this.places.areas(
      (await this.branches.list()).map((branch) => ({
        ...branchFacts(branch),
        isLimited: limited.has(branch.id),
        ...(asksHours && branch.calendar ? { opening: branchOpening(branch.calendar, now) } : {}),
      })),
    );
    const territories = await this.places.territoryAreas(rules.territories ?? []);
    const setting = { rules: { ...rules, territories }, branches };
    return isShared(setting) ? this.refresh(setting) : setting;
  }

  /**
   * Locks the territory until the transaction ends, so that no other process chooses a branch in it, and returns the
   * setting with current credits and loads.
   */
  async lockTerritory(tx: EntityManager, setting: Setting, territory: string): Promise<Setting> {
    await this.rotations.lock(tx, setting.rules.hqAccountId, territory);
    return this.refresh(setting, tx);
  }

  /** Records a rotation step, after `lockTerritory`. */
  async saveRotation(...step: Parameters<RotationRepository['save']>): Promise<void> {
    await this.rotations.save(...step);
  }

  private async refresh({ rules, branches }: Setting, tx?: EntityManager): Promise<Setting> {
    const credits = await this.rotations.list(rules.hqAccountId, tx);
    const territories = (rules.territories ?? []).map((territory) => ({
      ...territory,
      credits: credits.get(territory.region) ?? {},
    }));
    return {
      rules: { ...rules, territories },
      branches: rules.strategy === 'least-open' ? await this.loads.add(branches, tx) : branches,
    };
  }
}

function isShared({ rules: { territories } }: Setting): boolean {
  return (territories ?? []).some(({ branches }) => branches.length > 1);
}

/** A branch that uses the button gets its leads as stock: its exchange user owns them. */
export function branchFacts(branch: Branch): BranchFacts {
  const { id, name, state, regions, accountId, pipelineId, statusId } = branch;
  const ownerId = branch.exchangeUserId ?? branch.responsibleUserId;
  const standInId = branch.responsibleUserId;
  const isTargetKnown = accountId !== null && pipelineId !== null && statusId !== null;
  return {
    id,
    name,
    state,
    regions,
    target: isTargetKnown ? { accountId, pipelineId, statusId, ownerId, standInId } : null,
  };
}
