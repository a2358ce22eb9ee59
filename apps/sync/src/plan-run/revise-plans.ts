import { In, type EntityManager } from 'typeorm';
import { PlanRun } from './plan-run.entity.js';
import { statesBefore } from './plan-state.js';

/**
 * Whoever makes an exception of an account, or changes what its ledger says of an object that the hub writes, calls this first
 * in the same transaction: a plan of it that is being applied is made again before its next call. First, because an apply
 * locks its plan before the ledger. Steps for people need no revision: no call carries them out.
 */
export async function revisePlans(tx: EntityManager, accountId: string): Promise<void> {
  await tx
    .createQueryBuilder()
    .update(PlanRun)
    .set({ revision: () => 'revision + 1' })
    .where({ accountId, state: In([...statesBefore('cancel')]) })
    .execute();
}
