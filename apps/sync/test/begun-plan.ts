import { inFlightOf } from '../src/apply/begun-and-missing.js';
import { batchCalls } from '../src/apply/batch-calls.js';
import { fillCall } from '../src/apply/call.js';
import { outcomesOf, type Outcomes } from '../src/apply/outcomes.js';
import { adoptionsOf, readAnswer, type Learned } from '../src/apply/read-answer.js';
import { normaliseSnapshot, type AccountState } from '../src/configuration/normalise-snapshot.js';
import type { LedgerEntry } from '../src/plan/ledger.js';
import type { Plan } from '../src/plan/plan.js';
import type { InFlight } from '../src/plan-run/plan-run.entity.js';
import type { ModelAccount } from './model-account.js';

/** A plan that was begun and did not end. */
export interface Begun {
  readonly ledger: readonly LedgerEntry[];
  readonly outcomes: Outcomes;
  readonly inFlight: InFlight | null;
  /** What the call made whose answer was lost. */
  readonly made: readonly LedgerEntry[];
  /** The account before the plan, and after each of its calls. */
  readonly states: readonly AccountState[];
}

/** Carries out so many calls of a plan in a model account; of one more the answer is lost where `isLost`. */
export function beginPlan(
  plan: Plan,
  account: ModelAccount,
  ledger: readonly LedgerEntry[],
  { calls, isLost }: { calls: number; isLost: boolean },
): Begun {
  const known = new Map(ledger.map((entry) => [`${entry.kind} ${entry.ref}`, entry]));
  const ids = new Map(Object.entries(plan.ids));
  const shown = () => normaliseSnapshot(account.snapshot());
  const states = [shown()];
  for (const entry of adoptionsOf(plan)) known.set(`${entry.kind} ${entry.ref}`, entry);
  let outcomes: Outcomes = {};
  let inFlight: InFlight | null = null;
  let lost: Learned | null = null;
  for (const [at, step] of batchCalls(plan)
    .slice(0, calls + Number(isLost))
    .entries()) {
    if (step.do === 'move-deals') continue;
    const call = fillCall(step, ids);
    const learned = readAnswer(call, account.call(call.method, call.path, call.body));
    states.push(shown());
    if (at === calls) {
      inFlight = inFlightOf(step, { plan, branch: states[0] ?? shown() }, new Date(0));
      lost = learned;
      continue;
    }
    outcomes = { ...outcomes, ...outcomesOf(step.items, { result: 'done' }) };
    for (const { kind, ref } of learned.forgotten) known.delete(`${kind} ${ref}`);
    for (const entry of learned.entries) known.set(`${entry.kind} ${entry.ref}`, entry);
    for (const [address, id] of learned.ids) ids.set(address, id);
  }
  return { ledger: [...known.values()], outcomes, inFlight, made: lost?.entries ?? [], states };
}
