import { adoptionsOf, readAnswer } from '../src/apply/read-answer.js';
import { batchCalls } from '../src/apply/batch-calls.js';
import { fillCall } from '../src/apply/call.js';
import type { LedgerEntry } from '../src/plan/ledger.js';
import type { Plan } from '../src/plan/plan.js';
import type { ModelAccount } from './model-account.js';

/** Carries a plan out in a model account and gives the ledger after it. The smallest executor there can be. */
export function applyToModel(
  plan: Plan,
  account: ModelAccount,
  ledger: readonly LedgerEntry[],
): readonly LedgerEntry[] {
  const known = new Map(ledger.map((entry) => [`${entry.kind} ${entry.ref}`, entry]));
  const ids = new Map(Object.entries(plan.ids));
  for (const entry of adoptionsOf(plan)) known.set(`${entry.kind} ${entry.ref}`, entry);
  for (const { kind, ref } of plan.released ?? []) known.delete(`${kind} ${ref}`);
  for (const step of batchCalls(plan)) {
    if (step.do === 'move-deals') continue;
    const call = fillCall(step, ids);
    const learned = readAnswer(call, account.call(call.method, call.path, call.body));
    for (const { kind, ref } of learned.forgotten) known.delete(`${kind} ${ref}`);
    for (const entry of learned.entries) known.set(`${entry.kind} ${entry.ref}`, entry);
    for (const [address, id] of learned.ids) ids.set(address, id);
  }
  return [...known.values()];
}
