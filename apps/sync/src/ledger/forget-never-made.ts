import { longestWriteMs } from '@hub/amocrm';
import { In, LessThanOrEqual, type EntityManager } from 'typeorm';
import type { KindName } from '../kind/kind-name.js';
import { address } from '../kind/placeholder.js';
import { notSeen } from '../plan/ledger.js';
import { PlanRun } from '../plan-run/plan-run.entity.js';
import { ManagedObject } from './managed-object.entity.js';

/** What a reading of a whole account showed not to be there. */
export interface NeverMade {
  readonly objects: readonly { readonly kind: KindName; readonly ref: string }[];
  /** When the reading began. */
  readonly readFrom: Date;
}

/**
 * Forgets what calls without an answer may have made and a later reading does not show: what people make under that name
 * from now on is the branch's own, also for a paused plan. A call that could still have been running when the account was
 * read proves nothing.
 */
export async function forgetNeverMade(
  tx: EntityManager,
  accountId: string,
  { objects, readFrom }: NeverMade,
): Promise<void> {
  if (objects.length === 0) return;
  const absent = new Set(objects.map(({ kind, ref }) => address(kind, ref)));
  const since = new Date(readFrom.getTime() - longestWriteMs);
  // Plans before objects, as everybody locks them.
  const paused = await tx.find(PlanRun, {
    select: { id: true, inFlight: true },
    where: { accountId, state: 'paused' },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  const rows = await tx.find(ManagedObject, {
    where: { accountId, branchId: notSeen, unseenSince: LessThanOrEqual(since) },
    order: { kind: 'ASC', ref: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  const gone = rows.filter(({ kind, ref }) => absent.has(address(kind, ref)));
  if (gone.length === 0) return;
  for (const kind of new Set(gone.map((row) => row.kind))) {
    const refs = gone.filter((row) => row.kind === kind).map(({ ref }) => ref);
    await tx.delete(ManagedObject, { accountId, kind, ref: In(refs), branchId: notSeen });
  }
  const forgotten = new Set(gone.map(({ kind, ref }) => `${kind} ${ref}`));
  for (const { id, inFlight } of paused) {
    if (inFlight === null) continue;
    const created = inFlight.created.filter(({ kind, ref }) => !forgotten.has(`${kind} ${ref}`));
    await tx.update(PlanRun, { id }, { inFlight: { ...inFlight, created } });
  }
}
