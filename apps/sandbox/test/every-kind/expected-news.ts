import type { Account } from '../../src/state/account.js';
import type { Contact, EntityBase, Lead } from '../../src/state/entity.js';

/** The cards and what hangs on them at one moment. */
export type Seen = Pick<
  Account,
  'leads' | 'contacts' | 'companies' | 'tasks' | 'notes' | 'unsorted' | 'talks' | 'tags' | 'fields'
>;

export function observe(account: Account): Seen {
  const { leads, contacts, companies, tasks, notes, unsorted, talks, tags, fields } = account;
  return structuredClone({ leads, contacts, companies, tasks, notes, unsorted, talks, tags, fields });
}

/** What a change must be told by: types of events as `type word id`, codes of hooks as `code id`. */
export interface News {
  events: Set<string>;
  hooks: Set<string>;
}

const words = { leads: 'lead', contacts: 'contact', companies: 'company' } as const;
type CardType = keyof typeof words;

/** Ends of links as `word id`, of a card that is there or not yet. */
function linksOf(seen: Seen, type: CardType, card: EntityBase | undefined): Set<string> {
  const found = new Set<string>();
  if (!card) return found;
  const companyOf = ({ company_id }: Lead | Contact): void => {
    if (company_id !== null) found.add(`company ${company_id}`);
  };
  const lead = type === 'leads' ? seen.leads.get(card.id) : undefined;
  const contact = type === 'contacts' ? seen.contacts.get(card.id) : undefined;
  if (lead) {
    for (const { id } of lead.contacts) found.add(`contact ${id}`);
    companyOf(lead);
    return found;
  }
  if (contact) companyOf(contact);
  for (const one of seen.leads.values()) {
    const far = contact ? one.contacts.some(({ id }) => id === card.id) : one.company_id === card.id;
    if (far) found.add(`lead ${one.id}`);
  }
  if (!contact)
    for (const one of seen.contacts.values()) if (one.company_id === card.id) found.add(`contact ${one.id}`);
  return found;
}

const namesOf = (seen: Seen, card: EntityBase | undefined): Set<string> =>
  new Set(card?.tags.map((id) => seen.tags.get(id)?.name ?? ''));

const minus = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  [...one].some((item) => !other.has(item));

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Keys whose change has no event but makes an update hook. */
const quietKeys =
  'first_name last_name loss_reason_id closed_at visitor_uid created_by created_at duration entity_id is_completed'.split(
    ' ',
  );

const differs = (before: object, after: object): boolean =>
  quietKeys.some((key) => !same(Reflect.get(before, key), Reflect.get(after, key)));

/** Types of events the change of one card is told by (entities 8.2); values of fields that are gone are not told. */
function cardEvents(type: CardType, id: number, [before, after]: [Seen, Seen]): string[] {
  const old = before[type].get(id);
  const card = after[type].get(id);
  if (!card) return [];
  const [oldLead, lead] = [before.leads.get(id), after.leads.get(id)];
  const valueOf = (one: EntityBase | undefined, field: number): unknown =>
    one?.custom_fields_values.find(({ field_id }) => field_id === field)?.values ?? [];
  const [oldLinks, links] = [linksOf(before, type, old), linksOf(after, type, card)];
  const [oldTags, tags] = [namesOf(before, old), namesOf(after, card)];
  const news = [
    ...(old ? [] : [`${words[type]}_added`]),
    ...(minus(tags, oldTags) ? ['entity_tag_added'] : []),
    ...(minus(oldTags, tags) ? ['entity_tag_deleted'] : []),
    ...(minus(links, oldLinks) ? ['entity_linked'] : []),
    ...(minus(oldLinks, links) ? ['entity_unlinked'] : []),
  ];
  if (!old) return news;
  if (card.is_deleted !== old.is_deleted)
    news.push(`${words[type]}_${card.is_deleted ? 'deleted' : 'restored'}`);
  if (card.name !== old.name) news.push('name_field_changed');
  if (card.responsible_user_id !== old.responsible_user_id) news.push('entity_responsible_changed');
  if (lead && oldLead && lead.price !== oldLead.price) news.push('sale_field_changed');
  const placeOf = (one: Lead | undefined): unknown => [one?.pipeline_id, one?.status_id];
  if (lead && !same(placeOf(lead), placeOf(oldLead))) news.push('lead_status_changed');
  for (const field of after.fields.keys())
    if (!same(valueOf(card, field), valueOf(old, field))) news.push('custom_field_value_changed');
  return news;
}

/** The hooks of those events (config 7.2): being added, deleted or restored hides what came with it. */
function cardHooks(type: CardType, events: readonly string[], quiet: boolean): string[] {
  const word = words[type];
  const way = ['added', 'deleted', 'restored'].find((one) => events.includes(`${word}_${one}`));
  const codes =
    way === undefined ? [] : [{ added: 'add', deleted: 'delete', restored: 'restore' }[way] ?? ''];
  if (way === undefined && (events.length > 0 || quiet)) codes.push('update');
  if (way === undefined && events.includes('lead_status_changed')) codes.push('status');
  if (way === undefined && events.includes('entity_responsible_changed')) codes.push('responsible');
  return codes.map((code) => `${code}_${word}`);
}

function addCardNews(news: News, seen: [Seen, Seen]): void {
  for (const type of ['leads', 'contacts', 'companies'] as const) {
    for (const [id, card] of seen[1][type]) {
      const old = seen[0][type].get(id);
      const events = cardEvents(type, id, seen);
      for (const event of events) news.events.add(`${event} ${words[type]} ${id}`);
      for (const hook of cardHooks(type, events, old !== undefined && differs(old, card)))
        news.hooks.add(`${hook} ${id}`);
    }
  }
}

function addTaskNews({ events, hooks }: News, [before, after]: [Seen, Seen]): void {
  for (const [id, task] of after.tasks) {
    const old = before.tasks.get(id);
    const news = [
      ...(old ? [] : ['task_added']),
      ...(task.is_completed && !old?.is_completed ? ['task_completed'] : []),
      ...(task.result && !same(task.result, old?.result) ? ['task_result_added'] : []),
    ];
    if (old && task.text !== old.text) news.push('task_text_changed');
    if (old && task.complete_till !== old.complete_till) news.push('task_deadline_changed');
    if (old && task.task_type_id !== old.task_type_id) news.push('task_type_changed');
    const owned = old && task.responsible_user_id !== old.responsible_user_id;
    if (owned) news.push('entity_responsible_changed');
    const deleted = task.is_deleted && !old?.is_deleted;
    if (deleted) news.push('task_deleted');
    for (const event of news) events.add(`${event} task ${id}`);
    if (!old) hooks.add(`add_task ${id}`);
    else if (deleted) hooks.add(`delete_task ${id}`);
    else if (news.length > 0 || differs(old, task)) hooks.add(`update_task ${id}`);
    if (owned) hooks.add(`responsible_task ${id}`);
  }
}

/** Whether a lead changed other than by its links. */
function changesItself([before, after]: [Seen, Seen], id: number): boolean {
  const [old, lead] = [before.leads.get(id), after.leads.get(id)];
  if (!old || !lead || lead.is_deleted !== old.is_deleted) return false;
  const events = cardEvents('leads', id, [before, after]);
  return differs(old, lead) || events.some((event) => !/^entity_(un)?linked$/.test(event));
}

const noteEvents: Readonly<Record<string, string>> = {
  common: 'common_note_added',
  geolocation: 'geo_note_added',
  sms_in: 'incoming_sms',
  call_in: 'incoming_call',
};

function addOtherNews({ events, hooks }: News, [before, after]: [Seen, Seen]): void {
  for (const [id, note] of after.notes) {
    const word = words[note.entity_type as CardType];
    if (before.notes.has(id)) continue;
    hooks.add(`note_${word} ${id}`);
    const event = noteEvents[note.note_type];
    if (event !== undefined) events.add(`${event} ${word} ${note.entity_id}`);
  }
  for (const [uid, one] of after.unsorted) {
    const old = before.unsorted.get(uid);
    if (!old) hooks.add(`add_unsorted ${uid}`);
    else if (old.state === 'waiting' && one.state !== 'waiting') hooks.add(`delete_unsorted ${uid}`);
    else if (one.state === 'waiting' && changesItself([before, after], one.lead_id))
      hooks.add(`update_unsorted ${uid}`);
  }
  for (const [id, talk] of after.talks) {
    const old = before.talks.get(id);
    if (old && !same(old, talk)) hooks.add(`update_talk ${id}`);
  }
}

/** What must be told of the way from one moment to another, worked out from the two alone. */
export function expectedNews(before: Seen, after: Seen): News {
  const news: News = { events: new Set(), hooks: new Set() };
  addCardNews(news, [before, after]);
  addTaskNews(news, [before, after]);
  addOtherNews(news, [before, after]);
  return news;
}

/** Hooks that were told, without the updates of cards born in the same call, which may be bound to others after birth. */
export function withoutUpdatesAtBirth(news: ReadonlySet<string>): Set<string> {
  return new Set(
    [...news].filter((hook) => !hook.startsWith('update_') || !news.has(hook.replace('update_', 'add_'))),
  );
}
