import { originOf, type Account } from '../state/account.js';
import type { BotRun } from '../state/bot.js';
import type { EntityBase, Lead } from '../state/entity.js';

/** A value with the markers in its texts replaced; those that `markerValue` does not know stay as they are. */
export function fillMarkers(account: Account, run: BotRun, value: unknown): unknown {
  const replace = (text: string): string =>
    text.replace(/\{\{([\w.]+)\}\}/g, (marker, name: string) => markerValue(account, run, name) ?? marker);
  return JSON.parse(JSON.stringify(value), (_key, one: unknown) =>
    typeof one === 'string' ? replace(one) : one,
  ) as unknown;
}

/**
 * The value of a marker of a bot (config 6.2), without its braces. Undefined: it stays as it is, because it is unknown here or,
 * for `json.KEY`, because nothing was brought. Known are the numbers of the deal, and name, fields and owner of the deal and
 * of its main contact.
 */
function markerValue(account: Account, run: BotRun, marker: string): string | undefined {
  const [what = '', ...path] = marker.split('.');
  if (what === 'json') return textOf(run.data[path.join('.')]) || undefined;
  if (marker === 'origin') return originOf(account);
  const lead = run.entity_type === 'leads' ? account.leads.get(run.entity_id) : undefined;
  const contact = account.contacts.get(lead ? mainContactOf(lead) : run.entity_id);
  if (marker === 'name') return contact?.name ?? '';
  if (what === 'lead' && lead) return ofLead(lead, path) ?? ofCard(account, lead, path);
  if (what === 'contact' && contact) return ofContact(contact, path) ?? ofCard(account, contact, path);
  return undefined;
}

const mainContactOf = ({ contacts }: Lead): number =>
  (contacts.find((one) => one.is_main) ?? contacts[0])?.id ?? 0;

function ofLead(lead: Lead, [key = '', ...rest]: readonly string[]): string | undefined {
  const isKnown = rest.length === 0 && ['id', 'price', 'status_id', 'source_id'].includes(key);
  return isKnown ? textOf(lead[key as 'id' | 'price' | 'status_id' | 'source_id']) : undefined;
}

function ofContact({ id, name }: EntityBase, [key, ...rest]: readonly string[]): string | undefined {
  if (rest.length > 0) return undefined;
  if (key === 'id') return textOf(id);
  return key === 'name' ? name : undefined;
}

/** `cf.ID` and `responsible.{id,name,email}`. */
function ofCard(
  account: Account,
  card: EntityBase,
  [what, which = '']: readonly string[],
): string | undefined {
  if (what === 'cf') {
    const values = card.custom_fields_values.find(({ field_id }) => field_id === Number(which))?.values ?? [];
    return values.map(({ value }) => textOf(value)).join(', ');
  }
  if (what !== 'responsible' || !['id', 'name', 'email'].includes(which)) return undefined;
  return textOf(account.users.get(card.responsible_user_id)?.[which as 'id' | 'name' | 'email']);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
