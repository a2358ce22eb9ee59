import { checked, type PreflightCheck } from '@hub/contracts/pure';
import { joined, message, type Fact, type Facts, type Joined } from '@hub/messages';
import type { AccountState } from '../configuration/normalise-snapshot.js';
import { entityTypes } from '../configuration/raw-snapshot.js';
import { kindOf, kinds } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { describeReason } from '../plan/describe-reason.js';
import { title } from '../plan/describe-plan.js';
import { isEmpty, type Change, type Plan, type ReasonCode } from '../plan/plan.js';

/** As many changes are named, the others counted. */
const maxNamed = 5;
/** Blocked by another change that is named itself. */
const consequences: readonly ReasonCode[] = ['parent-blocked', 'reference-blocked'];
/** Blocked until cards are counted, as only a plan to be applied has them: it may find nothing in the way. */
const isUncounted = ({ reason }: Change) => reason?.code === 'not-counted';
const limits = kinds.flatMap(({ limit }) => limit ?? []);

/**
 * How a release fits an account, from the plan that would bring it there: what would be made, what the plan would ask,
 * what it would take over, and whether there is room. `tariffs` are the numbers of fields that tariffs allow.
 */
export function judgeFit(plan: Plan, branch: AccountState, tariffs: readonly number[]): PreflightCheck[] {
  const blocked = blockedIn(plan).filter(({ reason }) => reason && !consequences.includes(reason.code));
  const isForRoom = ({ reason }: Change) => limits.some((limit) => limit.reason === reason?.code);
  return [
    counted(plan),
    named(
      plan,
      blocked.filter(isForRoom),
      (facts) => checked('room', 'failure', 'short', facts),
      checked('room', 'ok', 'fits'),
    ),
    fieldRoom(plan, branch, tariffs),
    named(
      plan,
      blocked.filter((change) => !isForRoom(change)),
      (facts) => checked('questions', 'failure', 'open', facts),
      checked('questions', 'ok', 'none'),
    ),
    adoptions(plan),
  ];
}

/** A plan that only leaves things out brings the account nowhere. */
function counted(plan: Plan): PreflightCheck {
  const { create, update, adopt, manual } = plan.counts;
  const [blocked, release] = [blockedIn(plan).length, plan.released?.length ?? 0];
  if (isEmpty(plan) && plan.counts.blocked + manual === 0) return checked('changes', 'ok', 'none');
  const verdict = isEmpty(plan) && blocked > 0 ? 'warning' : 'ok';
  return checked('changes', verdict, 'some', { create, update, adopt, release, manual, blocked });
}

function blockedIn({ changes }: Plan): readonly Change[] {
  return changes.filter((change) => change.action === 'blocked' && !isUncounted(change));
}

function named(
  plan: Plan,
  changes: readonly Change[],
  found: (facts: Facts) => PreflightCheck,
  otherwise: PreflightCheck,
): PreflightCheck {
  if (changes.length === 0) return otherwise;
  const what = list(changes, (change) => joined(': ', [title(change, plan), describeReason(change)]));
  return found({ count: changes.length, what });
}

function list(changes: readonly Change[], wordsOf: (change: Change) => Fact): Joined {
  const words = changes.slice(0, maxNamed).map(wordsOf);
  const rest = changes.length - words.length;
  return joined('; ', [...words, ...(rest > 0 ? [message('plans.more', { count: rest })] : [])]);
}

/** What amoCRM's own limits leave open: only a tariff bounds the number of fields. */
function fieldRoom(plan: Plan, branch: AccountState, tariffs: readonly number[]): PreflightCheck {
  const bounded = kinds.filter(({ limit }) => limit && limit.usual === undefined).map(({ name }) => name);
  const made = plan.changes.filter(({ action, kind }) => action === 'create' && bounded.includes(kind));
  const of = Object.fromEntries(
    entityTypes.map((entity) => [entity, made.filter(({ within }) => within === entity).length]),
  );
  const add = made.length;
  if (add === 0) return checked('fieldRoom', 'ok', 'ok');
  const have = [...branch.objects, ...branch.unmanaged].filter(({ kind }) => bounded.includes(kind)).length;
  const room = tariffs.find((most) => have + add <= most);
  if (room === undefined) return checked('fieldRoom', 'unknown', 'unpublished', { add, ...of });
  if (room === tariffs[0]) return checked('fieldRoom', 'ok', 'fits', { add, have });
  return checked('fieldRoom', 'warning', 'tariff', { add, have, room });
}

/** Objects of the account's own that the hub would take into its care. What is in one of them goes with it unnamed. */
function adoptions(plan: Plan): PreflightCheck {
  const taken = plan.changes.filter(({ action, origin }) => action === 'adopt' && origin !== 'created');
  const places = new Set(taken.map(({ kind, key }) => address(kind, key)));
  const named = taken.filter(({ kind, within }) => {
    const { parent } = kindOf(kind);
    return parent === undefined || !places.has(address(parent, within));
  });
  if (named.length === 0) return checked('adoptions', 'ok', 'none');
  return checked('adoptions', 'warning', 'some', { what: list(named, (change) => title(change, plan)) });
}
