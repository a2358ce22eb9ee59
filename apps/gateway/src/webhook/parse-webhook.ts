import { isDeepStrictEqual } from 'node:util';
import type { ChangedFrom, CrmChanged, CrmEntity, LeadValues } from '@hub/contracts';

/** One entity that a webhook names. `changedAt` is amoCRM's own clock in Unix seconds, where the body has it. */
export interface WebhookChange {
  entity: CrmEntity;
  entityId: number;
  action: CrmChanged['action'];
  changedAt: number | null;
  /** Who changed it, as far as the body says; 0 is a robot. Says nothing about which program did it. */
  changedBy: number | null;
  /** What was there before, as far as the body says it of a stage or an owner that was changed. */
  changedFrom?: ChangedFrom;
  /** Of a lead that was changed: what the body says of it. */
  lead: LeadValues | null;
}

/** Fields of one item by the rest of their path, e.g. `[id]` or `[note][element_id]`. */
type Item = Map<string, string>;

const actions = new Set<string>(['add', 'update', 'status', 'responsible', 'delete', 'restore', 'note']);
const keyPattern = /^([a-z_]{1,40})\[([a-z_]{1,40})\]\[(\d{1,6})\](.*)$/s;

/**
 * Reads the form body of a webhook (PHP brackets, all values strings) into the entities it names, each once per
 * action. Never throws: what it does not know it leaves out, because a webhook is a hint and the poll heals the rest.
 * Companies come under `contacts` with a type, tasks under `task`. Sheet: configuration 7.4.
 */
export function parseWebhook(body: string): WebhookChange[] {
  const found = new Map<string, WebhookChange>();
  for (const [place, item] of readItems(body)) {
    const [group = '', action = ''] = place.split('/');
    const change = toChange(group, actions.has(action) ? (action as CrmChanged['action']) : 'update', item);
    if (!change) continue;
    const key = `${change.entity}/${change.entityId}/${change.action}`;
    found.set(key, laterOf(found.get(key), change));
  }
  return [...found.values()];
}

/**
 * The later of two changes of one card; the second where both are of one second. Two that differ say nothing of the lead:
 * one of them alone may be an echo, and the card is read for the other. Nor do they name an author, unless they name the same, or
 * what was there before.
 */
export function laterOf<C extends WebhookChange>(first: C | undefined, second: C): C {
  if (!first) return second;
  const later = (first.changedAt ?? 0) > (second.changedAt ?? 0) ? first : second;
  const isSame =
    first.changedAt === second.changedAt &&
    first.changedBy === second.changedBy &&
    isDeepStrictEqual(first.changedFrom, second.changedFrom) &&
    isDeepStrictEqual(first.lead, second.lead);
  if (isSame) return later;
  const changedBy = first.changedBy === second.changedBy ? later.changedBy : null;
  return { ...later, changedBy, changedFrom: undefined, lead: null };
}

function readItems(body: string): Map<string, Item> {
  const items = new Map<string, Item>();
  for (const pair of body.split('&')) {
    const cut = pair.indexOf('=');
    const match = cut < 0 ? null : keyPattern.exec(decode(pair.slice(0, cut)));
    if (!match) continue;
    const [, group = '', action = '', index = '', rest = ''] = match;
    const place = `${group}/${action}/${index}`;
    const item = items.get(place) ?? new Map<string, string>();
    items.set(place, item.set(rest, decode(pair.slice(cut + 1))));
  }
  return items;
}

function toChange(group: string, action: CrmChanged['action'], item: Item): WebhookChange | null {
  const changedAt = firstNumber(item, [
    '[updated_at]',
    '[last_modified]',
    '[note][updated_at]',
    '[created_at]',
  ]);
  const change = (entity: CrmEntity, entityId: number | null): WebhookChange | null =>
    entityId === null ? null : { entity, entityId, action, changedAt, changedBy: authorOf(item), lead: null };
  switch (group) {
    case 'leads': {
      const found = change('lead', firstNumber(item, ['[id]', '[note][element_id]']));
      return found && { ...found, ...replacedIn(item, action), lead: leadValuesOf(item) };
    }
    case 'contacts':
      return change(
        isCompany(item) ? 'company' : 'contact',
        firstNumber(item, ['[id]', '[note][element_id]']),
      );
    case 'companies':
      return change('company', firstNumber(item, ['[id]', '[note][element_id]']));
    case 'customers':
      return change('customer', firstNumber(item, ['[id]', '[note][element_id]']));
    case 'task':
      return change('task', firstNumber(item, ['[id]']));
    case 'unsorted':
      // An unsorted item has a uid; only the lead inside can be read. Accepted, it is a lead like any other.
      if (item.get('[action]') === 'accept') return accepted(firstNumber(item, unsortedLead), item);
      return change('unsorted', firstNumber(item, unsortedLead));
    case 'talk':
    case 'message':
    case 'outgoing_message':
      return change('talk', firstNumber(item, ['[talk_id]']));
    default:
      return null;
  }
}

/**
 * The stage that a lead was in before, and the owner before. A body about an owner names a stage, too, changed or not. Sheet: configuration 7.4.
 */
function replacedIn(item: Item, action: CrmChanged['action']): { changedFrom?: ChangedFrom } {
  const isOfOwner = action === 'responsible';
  const found = Object.entries({
    pipelineId: isOfOwner ? null : firstNumber(item, ['[old_pipeline_id]']),
    statusId: isOfOwner ? null : firstNumber(item, ['[old_status_id]']),
    ownerId: isOfOwner ? firstNumber(item, ['[old_responsible_user_id]']) : null,
  }).filter(([, id]) => id !== null);
  return found.length === 0 ? {} : { changedFrom: Object.fromEntries(found) };
}

/** The item's own times lie before the acceptance, so that they say nothing about the change of the lead. */
function accepted(entityId: number | null, item: Item): WebhookChange | null {
  if (entityId === null) return null;
  return { entity: 'lead', entityId, action: 'add', changedAt: null, changedBy: authorOf(item), lead: null };
}

/** Null: something is missing, as in a body about a note or a deletion. */
function leadValuesOf(item: Item): LeadValues | null {
  const pipelineId = firstNumber(item, ['[pipeline_id]']);
  const statusId = firstNumber(item, ['[status_id]']);
  const ownerId = firstNumber(item, ['[responsible_user_id]']);
  const createdAt = firstNumber(item, ['[created_at]', '[date_create]']);
  const price = item.get('[price]') === '0' ? 0 : firstNumber(item, ['[price]']);
  if (pipelineId === null || statusId === null || ownerId === null) return null;
  return createdAt === null || price === null ? null : { pipelineId, statusId, ownerId, price, createdAt };
}

// Clients read the lead of `data` in two places, and a body of a change names it nowhere else.
const unsortedLead = [
  '[lead_id]',
  '[data][leads][0][id]',
  '[data][leads][id]',
  '[accept_result][leads][0]',
  '[decline_result][leads][0]',
];

function isCompany(item: Item): boolean {
  return item.get('[type]') === 'company' || item.get('[note][element_type]') === '3';
}

function authorOf(item: Item): number | null {
  const names = ['[modified_user_id]', '[modified_by]', '[note][modified_by]'];
  const text = names.map((name) => item.get(name)).find((value) => value !== undefined) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** The first of the named fields that is a positive whole number. */
function firstNumber(item: Item, names: readonly string[]): number | null {
  for (const name of names) {
    const text = item.get(name) ?? '';
    if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  }
  return null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return '';
  }
}
