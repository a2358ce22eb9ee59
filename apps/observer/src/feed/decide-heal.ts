import type { ChangedFrom, CrmChanged, CrmEntity } from '@hub/contracts';
import { isExplained, type ExplainedEvent, type TakenWrite } from '../echo/is-explained.js';

/** One row of /api/v4/events, as far as healing needs it. Moments are Unix seconds of amoCRM's clock. */
export interface PolledEvent extends ExplainedEvent {
  id: string;
  /** Who did it; 0 is a robot. */
  createdBy?: number;
  /** The other card, when two cards were linked or a link was removed. */
  farEnd?: { entityType: string; entityId: number } | null;
}

/** The latest change of one entity that webhooks named and that was read; seconds. */
export interface Seen {
  changedAt: number;
  receivedAt: number;
  /** When the last webhook came that names no moment; 0 or missing: none. */
  untimedAt?: number;
}

export interface Heal {
  entity: CrmEntity;
  entityId: number;
  action: CrmChanged['action'];
  /** Unix seconds, amoCRM's clock. */
  changedAt: number;
  /** Who did all that was not read yet; null where that were several, or somebody who is not named. */
  changedBy: number | null;
  /** The stage and the owner that all of it replaced, where one event did. */
  changedFrom?: ChangedFrom;
  /** No webhook named this change, also none whose hint waits still. */
  isMissed: boolean;
}

/** What webhooks have named and no reading has followed. */
interface Hooked {
  /** Own writes that the journal has taken by their echoes. */
  taken?: readonly TakenWrite[];
  /** The latest change of each entity, by `entity/id`, in a hint that waits. */
  waiting?: ReadonlyMap<string, number>;
}

/**
 * Kinds of entity whose webhooks are subscribed to and carry amoCRM's time, so that a missed one can be distinguished from a
 * seen one.
 */
const entities: Record<string, CrmEntity> = {
  lead: 'lead',
  contact: 'contact',
  company: 'company',
  task: 'task',
};

/**
 * Types of events that change nothing which is kept of a card or decided by: what was said, and what robots note. No webhook
 * about them is subscribed to, so that none is missed. Sheet: entities 8.2.
 */
const passedOver =
  /note_(added|deleted)$|_(call|sms|chat_message|direct_message)$|^(task_result_added|robot_replied|intent_identified|nps_rate_added|link_followed|key_action_completed)$/;

/** After two seconds of amoCRM's clock the whole second of the change is over when the webhook is read. */
const secondCompleteAfter = 2;
/** By so much the two clocks may differ where it matters: what comes of more is a reading too many. */
const mostAheadSeconds = 10;
/** As far as amoCRM's clock may be from the hub's: a later moment comes from a wrong clock. */
const mostSkewSeconds = 600;

/**
 * Which entities have to be read again: those with an event that no later webhook named. amoCRM's clock has whole
 * seconds, so of two changes in one second the second one may be the lost one: such an entity is read again, but
 * not counted as missed. Each entity comes once. A link may have one row only, on either card: the other card is read
 * as well, and no webhook is expected for it. Sheet: entities 8.
 *
 * An own write that the journal has taken by its echo accounts for the events that it explains, and for nothing else: no
 * reading was made then, so that `seen` does not know of that webhook. Nor does it know of a hint that waits: its entity
 * is read, and no webhook was missed.
 */
export function decideHeal(
  events: readonly PolledEvent[],
  seen: ReadonlyMap<string, Seen>,
  { taken = [], waiting = new Map() }: Hooked = {},
): Heal[] {
  const rows = [...new Map(events.map((one) => [one.id, one])).values()].filter(isDecidedBy);
  const open = openOf(rows, taken);
  const ends = new Set(farEndsOf(open));
  const ofSecond = countBy([...rows, ...ends], secondOf);
  const cards = new Map<string, { entity: CrmEntity; events: PolledEvent[] }>();
  for (const event of [...open, ...ends]) {
    const entity = entities[event.entityType];
    if (!entity) continue;
    const key = `${entity}/${event.entityId}`;
    const card = cards.get(key) ?? { entity, events: [] };
    card.events.push(event);
    cards.set(key, card);
  }
  const completeAfter = secondCompleteAfter + mostAhead(seen);
  return [...cards].flatMap(([key, { entity, events: ofCard }]) => {
    const known = seen.get(key);
    const hintedUntil = known && Math.min(known.changedAt, known.receivedAt + mostSkewSeconds);
    const isUnread = ({ createdAt }: PolledEvent) => hintedUntil === undefined || hintedUntil < createdAt;
    const isSecondComplete = (event: PolledEvent) =>
      known !== undefined &&
      ((hintedUntil ?? 0) > event.createdAt ||
        ofSecond.get(secondOf(event)) === 1 ||
        known.receivedAt >= event.createdAt + completeAfter);
    const toRead = ofCard.filter((event) => isUnread(event) || !isSecondComplete(event));
    const [first] = toRead;
    if (!first) return [];
    const event = toRead.reduce((latest, one) => (isLater(one, latest) ? one : latest), first);
    const { entityId, createdAt } = event;
    const heal: Omit<Heal, 'isMissed'> = {
      entity,
      entityId,
      action: isRestoredBy(toRead) ? 'restore' : actionOf(event.type),
      changedAt: createdAt,
      changedBy: oneAuthor(toRead),
      ...replacedBy(toRead),
    };
    const isTaken =
      entity === 'lead' && taken.some((one) => one.leadId === entityId && one.updatedAt >= createdAt);
    const isHooked = isTaken || (waiting.get(key) ?? 0) >= createdAt || isReportedUntimed(heal, known);
    return [{ ...heal, isMissed: isUnread(event) && !ends.has(event) && !isHooked }];
  });
}

/** One reading shows what all of these did. */
function oneAuthor(events: readonly PolledEvent[]): number | null {
  const [first = null, ...others] = new Set(events.map(({ createdBy = null }) => createdBy));
  return others.length > 0 ? null : first;
}

/** What one event of its type says was there before: of two the later one says what the first one made. */
function replacedBy(events: readonly PolledEvent[]): Pick<Heal, 'changedFrom'> {
  const before = (type: string) => {
    const [event, another] = events.filter((one) => one.type === type);
    return another ? {} : (event?.before?.[0] ?? {});
  };
  const { pipelineId, statusId } = before('lead_status_changed');
  const { ownerId } = before('entity_responsible_changed');
  const found = Object.entries({ pipelineId, statusId, ownerId }).filter(([, id]) => typeof id === 'number');
  return found.length === 0 ? {} : { changedFrom: Object.fromEntries(found) };
}

/** Whether a webhook reported a deletion or an acceptance, whose webhooks name no moment. The card is read all the same. */
function isReportedUntimed({ action, changedAt }: Pick<Heal, 'action' | 'changedAt'>, known?: Seen): boolean {
  const hasNoMoment = action === 'delete' || action === 'add';
  const { untimedAt = 0 } = known ?? {};
  return hasNoMoment && untimedAt > 0 && untimedAt >= changedAt - mostAheadSeconds;
}

/**
 * How many seconds the hub's clock is ahead of amoCRM's at most: no webhook is received before its change. Where few
 * are known this is their delay as well, and a card is read once more than it has to be; not again and again, because
 * clocks differ by less than `mostAheadSeconds`.
 */
function mostAhead(seen: ReadonlyMap<string, Seen>): number {
  const delays = [...seen.values()].map(({ changedAt, receivedAt }) => receivedAt - changedAt);
  return Math.max(0, Math.min(mostAheadSeconds, ...delays));
}

/** Within a second, whose order nobody promises, a deletion or a return counts: one event of many says so. */
function isLater(event: PolledEvent, known: PolledEvent): boolean {
  if (event.createdAt !== known.createdAt) return event.createdAt > known.createdAt;
  const rank = ({ type }: PolledEvent) => ['restore', 'delete'].indexOf(actionOf(type));
  return rank(event) > rank(known);
}

/** A restoration that no deletion follows: an edit after it says nothing of the report of a deletion that it ends. */
function isRestoredBy(events: readonly PolledEvent[]): boolean {
  const [first, ...others] = events.filter(({ type }) => ['restore', 'delete'].includes(actionOf(type)));
  const last = first && others.reduce((latest, one) => (isLater(one, latest) ? one : latest), first);
  return last !== undefined && actionOf(last.type) === 'restore';
}

/** The rows that no own write explains. It explains one event of a sort: a second one in its second is somebody else's. */
function openOf(rows: readonly PolledEvent[], taken: readonly TakenWrite[]): PolledEvent[] {
  const explained = new Set<string>();
  return rows.filter((event) => {
    const fieldIds = [...(event.before ?? []), ...(event.after ?? [])].map(({ fieldId }) => fieldId ?? null);
    const sort = JSON.stringify([secondOf(event), event.type, [...new Set(fieldIds)].sort()]);
    if (explained.has(sort) || !isExplained(event, taken)) return true;
    explained.add(sort);
    return false;
  });
}

const secondOf = ({ entityType, entityId, createdAt }: PolledEvent): string =>
  `${entityType}/${entityId}/${createdAt}`;

function countBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return counts;
}

function isDecidedBy({ type }: PolledEvent): boolean {
  return !passedOver.test(type);
}

/** The far ends of links, as rows of their own; those that have one from then or later need none. */
function farEndsOf(rows: readonly PolledEvent[]): PolledEvent[] {
  const own = new Map<string, number>();
  for (const { entityType, entityId, createdAt } of rows) {
    const key = `${entityType}/${entityId}`;
    own.set(key, Math.max(own.get(key) ?? 0, createdAt));
  }
  return rows.flatMap(({ farEnd, ...event }) => {
    if (!farEnd) return [];
    const ownAt = own.get(`${farEnd.entityType}/${farEnd.entityId}`) ?? 0;
    return ownAt < event.createdAt ? [{ ...event, ...farEnd }] : [];
  });
}

function actionOf(type: string): CrmChanged['action'] {
  if (type.endsWith('_status_changed')) return 'status';
  if (type === 'entity_responsible_changed') return 'responsible';
  if (/^(lead|contact|company|customer|task)_added$/.test(type)) return 'add';
  if (/^(lead|contact|company|customer|task)_deleted$/.test(type)) return 'delete';
  if (/^[a-z]+_restored$/.test(type)) return 'restore';
  return 'update';
}
