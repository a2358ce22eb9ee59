import {
  Forbidden,
  hasChangedNothing,
  NotFound,
  Refused,
  refusedPositions,
  ValidationFailed,
} from '@hub/amocrm/pure';
import { message, type Message } from '@hub/messages';
import { isFinalRefusal, VerdictError } from '@hub/platform/pure';
import type { Json } from '../configuration/json.js';
import type { AnswerRow } from '../kind/kind.js';
import { UnknownIdError } from '../kind/placeholder.js';
import { placeOf, type Plan } from '../plan/plan.js';
import type { CallItem, Step, WriteCall } from './call.js';
import { describeRefusal } from './describe-refusal.js';
import { namesOf, outcomesOf, type Outcome, type Outcomes } from './outcomes.js';
import { AnswerMismatchError, childRows } from './read-answer.js';

/** Refusals of amoCRM, and answers that do not name what was made. */
const refusals = [ValidationFailed, Forbidden, NotFound, Refused, AnswerMismatchError, UnknownIdError];
/** As many refused objects a sentence names, the others counted. */
const mostNamed = 5;

export const isRefusal = (error: unknown): boolean => refusals.some((refusal) => error instanceof refusal);

/** Whether a refusal ends its plan at once. One that may pass is tried again, as its verdict says, until the bus gives up. */
export const isFinal = (error: unknown): boolean =>
  isRefusal(error) && (!(error instanceof VerdictError) || isFinalRefusal(error));

/** Whether the rest of the plan can be carried out all the same. */
export function isBearable(step: Step, error: unknown): boolean {
  return step.do === 'write' && step.isUncertain && isRefusal(error) && hasChangedNothing(error);
}

/**
 * A refusal is what became of the changes that it names, in its own words about each; of those of the whole call where it names
 * none. Of any other failure nothing is known.
 */
export function refusalOf(step: Step, error: unknown): Outcomes {
  if (step.do !== 'write' || !isRefusal(error)) return {};
  const named = namedIn(step, error);
  if (!named) return outcomesOf(step.items, { result: 'refused', detail: describeRefusal(error) });
  const each = [...named].map(([at, own]) =>
    outcomesOf([blamed(step, at, own)], { result: 'refused', detail: describeRefusal(own) }),
  );
  return Object.assign({}, ...each) as Outcomes;
}

/** The call without the items that amoCRM named; null where it named none, or all. */
export function withoutNamed(step: Step, error: unknown): WriteCall | null {
  const named = step.do === 'write' ? namedIn(step, error) : null;
  if (step.do !== 'write' || !named || named.size === step.items.length) return null;
  const body = (step.body as readonly Record<string, Json>[])
    .filter((_, at) => !named.has(at))
    .map((row, at) => ({ ...row, request_id: String(at) }));
  return { ...step, body, items: step.items.filter((_, at) => !named.has(at)) };
}

/** A refusal of a step that is not sent again. What holds up nothing is refused whole, because the plan goes on without it. */
export function refusalForGood(step: Step, error: unknown): Outcomes {
  const refused = refusalOf(step, error);
  if (step.do !== 'write' || !step.isUncertain || !isRefusal(error)) return refused;
  return { ...outcomesOf(step.items, { result: 'refused', detail: describeRefusal(error) }), ...refused };
}

/**
 * Why a plan has failed: what amoCRM refused, and its words about the first of them. Where the rest of the call was answered
 * badly, those words come after what was refused before.
 */
export function refusalWords(error: unknown, plan: Plan, outcomes: Outcomes): Message {
  const said = describeRefusal(error);
  const isAnswered = error instanceof AnswerMismatchError || error instanceof UnknownIdError;
  const isOwn = (outcome: Outcome) =>
    outcome.result === 'refused' && !(isAnswered && JSON.stringify(outcome.detail) === JSON.stringify(said));
  const own = Object.fromEntries(Object.entries(outcomes).filter(([, outcome]) => isOwn(outcome)));
  const names = namesOf(plan, own);
  if (names.length === 0) return said;
  const places = plan.changes.map(placeOf);
  const first = places.map((place) => own[place]).find((outcome) => outcome !== undefined);
  const failure = !isAnswered && first && 'detail' in first ? first.detail : said;
  const more = Math.max(0, names.length - mostNamed);
  return message('outcomes.refused-at', { names: names.slice(0, mostNamed), more, failure });
}

/** What amoCRM said against each item of a batch that it named, by its place there; null where it named none. */
function namedIn({ items, body }: WriteCall, error: unknown): ReadonlyMap<number, ValidationFailed> | null {
  if (!(error instanceof ValidationFailed) || !Array.isArray(body)) return null;
  const positions = refusedPositions(error.items, items.length);
  if (!positions) return null;
  const own = [...positions].map(([at, errors]) => {
    const item = { requestId: String(at), errors };
    return [at, new ValidationFailed(error.facts, error.detail, [item])] as const;
  });
  return new Map(own);
}

/** The item, or the child in its body that the refusal is about; what comes with a refused item was not tried. */
function blamed({ items, body }: WriteCall, at: number, { items: [said] }: ValidationFailed): CallItem {
  const item = items[at] as CallItem;
  const row = (body as readonly AnswerRow[])[at] ?? {};
  const path = said?.errors[0]?.path.split('.') ?? [];
  const rows = childRows(item, row);
  let within: unknown = row;
  for (const part of path) {
    within = (within as Record<string, unknown> | null | undefined)?.[part];
    const found = rows.find((child) => child === within);
    const child = found && item.children.find((one) => isSent(one, found));
    if (child) return child;
  }
  return { ...item, children: [] };
}

function isSent({ branchId, name }: CallItem, { id, name: called, value }: AnswerRow): boolean {
  if (branchId !== null) return id !== undefined && branchId.endsWith(`/${id}`);
  return id === undefined && (called ?? value) === name;
}
