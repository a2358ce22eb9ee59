import { textOf } from '../src/configuration/json.js';
import { entityTypes } from '../src/configuration/raw-snapshot.js';
import type { KindName } from '../src/kind/kind-name.js';
import { kindOf } from '../src/kind/kinds.js';
import type { LedgerEntry } from '../src/plan/ledger.js';
import { stepChecksum } from '../src/plan/plan-wanted.js';
import type { Change, Plan } from '../src/plan/plan.js';
import type { ModelAccount } from './model-account.js';
import { rawObject } from './touch.js';

/** Carries out what a plan leaves to the branch's admin. Gives the ledger with the steps that he confirmed. */
export function doByHand(
  plan: Plan,
  account: ModelAccount,
  ledger: readonly LedgerEntry[],
): readonly LedgerEntry[] {
  const byHand = plan.changes.filter(({ action }) => action === 'manual');
  for (const change of byHand.filter(({ kind }) => !kindOf(kind).isStep)) {
    if (change.branchId === null) make(account, change);
    else Object.assign(rawObject(account, change.kind, change.branchId), change.after);
  }
  const confirmed = byHand
    .filter(({ kind }) => kindOf(kind).isStep)
    .map(({ kind, ref, after }): LedgerEntry => ({
      ...{ kind, ref, origin: 'adopted' },
      branchId: stepChecksum({ ref, attributes: after ?? {} }),
    }));
  return [...ledger, ...confirmed];
}

/** The list of an account for kinds that are made by hand alone. */
function rowsOf({ state }: ModelAccount, kind: KindName): unknown[] {
  const { effect, reading } = kindOf(kind);
  if (effect.create !== 'manual' || !reading) throw new RangeError(`nobody makes a ${kind} by hand`);
  return (state[reading.part] ??= []) as unknown[];
}

function make(account: ModelAccount, { kind, within, after }: Change): void {
  const id = account.nextId();
  const name = textOf(after?.name);
  const entity = entityTypes.find((type) => type === within) ?? 'leads';
  if (kind === 'field')
    account.state.fields[entity].push({
      ...{ id, name, type: textOf(after?.type), sort: 900, code: textOf(after?.code) || null },
      ...{ required_statuses: [], hidden_statuses: [], enums: null, group_id: null },
      chained_lists: [{ title: 'Товары', catalog_id: 77, parent_catalog_id: null }],
    });
  else rowsOf(account, kind).push({ id, name, code: null });
}
