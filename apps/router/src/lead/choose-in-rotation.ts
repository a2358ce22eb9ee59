import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { DecideBy, Placed } from '../quota/take-place.js';
import type { RotationStep } from '../rule/facts.js';
import { LoadSetting } from './load-setting.js';
import type { DecidedBranch } from './respect-cancel.js';

/**
 * Another process advanced the rotation meanwhile, so the lead goes to another branch, in whose quota it has no place
 * yet.
 */
export class ChosenElsewhere extends Error {}

/** What was decided before the transaction that records it; null `decideBy`: that rests on nothing else. */
type Deciding = Omit<Placed, 'decideBy'> & { decideBy: DecideBy | null };

/** Chooses the branch of a lead by rotation, in the transaction that records it. */
@Injectable()
export class ChooseInRotation {
  constructor(private readonly setting: LoadSetting) {}

  /**
   * A branch that was chosen by rotation or load is chosen again under the lock of its territory; anything else is as it was
   * decided. Throws `ChosenElsewhere`.
   */
  async choose(
    tx: EntityManager,
    { routed, decideBy, fullness, reservedIn }: Deciding,
  ): Promise<DecidedBranch> {
    const territory = rotationOf(routed)?.territory;
    if (territory === undefined || !decideBy) return routed;
    const again = decideBy.by(await this.setting.lockTerritory(tx, decideBy.setting, territory));
    const { branchId } = again;
    const isLimited = decideBy.setting.branches.some((branch) => branch.id === branchId && branch.isLimited);
    const isAnswered = branchId !== null && fullness.get(branchId) !== null;
    if (again.decision.kind === 'transfer' && branchId !== reservedIn && isAnswered && isLimited)
      throw new ChosenElsewhere();
    return again;
  }

  /** Records the rotation step of what `choose` has returned, if it has one. */
  async save(tx: EntityManager, hqAccountId: string, chosen: DecidedBranch): Promise<void> {
    const rotation = rotationOf(chosen);
    if (rotation) await this.setting.saveRotation(tx, hqAccountId, rotation);
  }
}

function rotationOf({ decision }: DecidedBranch): RotationStep | undefined {
  return decision.kind === 'transfer' ? decision.rotation : undefined;
}
