import type { Change } from '../changes/change.js';
import type { Account } from '../state/account.js';
import { messagePayload, talkPayload } from './chat-payload.js';
import { companyPayload, contactPayload } from './contact-payload.js';
import type { FormBody } from './form-encode.js';
import { deletedLeadPayload, leadPayload } from './lead-payload.js';
import { notePayload } from './note-payload.js';
import { taskPayload } from './task-payload.js';
import { sortedPayload, unsortedPayload } from './unsorted-payload.js';

/** One item of a webhook: its `settings` code and its place in the body, `{entity}[{action}][i]`. */
export interface HookEvent {
  code: string;
  entity: string;
  action: string;
  item: FormBody;
}

type Kind = Change['kind'];

/** Kinds with a hook of their own or none at all, and no `update_…`. */
const apart: ReadonlySet<Kind> = new Set<Kind>([
  'added',
  'deleted',
  'restored',
  'merged',
  'note_added',
  'note_deleted',
  'call',
  'message',
  'talk_added',
  'talk_updated',
  'unsorted_added',
  'unsorted_updated',
  'unsorted_accepted',
  'unsorted_declined',
  'quiet',
]);

/** The actions of one write, in the words of the codes: `added` hides everything else done with it. */
function actionsOf(changes: readonly Change[]): string[] {
  const kinds = new Set(changes.map((change) => change.kind));
  if (kinds.has('added')) return ['add'];
  if (kinds.has('deleted') || kinds.has('merged')) return ['delete'];
  if (kinds.has('restored')) return ['restore'];
  const actions = [...kinds].some((kind) => !apart.has(kind)) ? ['update'] : [];
  if (kinds.has('stage')) actions.push('status');
  if (kinds.has('responsible')) actions.push('responsible');
  return actions;
}

function leadEvents(account: Account, id: number, changes: readonly Change[]): HookEvent[] {
  const lead = account.leads.get(id);
  if (!lead) return [];
  return actionsOf(changes).map((action) => {
    const item = action === 'delete' ? deletedLeadPayload(lead) : leadPayload(account, lead, changes, action);
    return { code: `${action}_lead`, entity: 'leads', action, item };
  });
}

/** The hook of a new owner carries `contacts[update]`, for both kinds (config 7.4). */
const placeOf = (action: string): string => (action === 'responsible' ? 'update' : action);

function contactEvents(
  account: Account,
  { type, id }: Change['entity'],
  changes: readonly Change[],
): HookEvent[] {
  const word = type === 'companies' ? 'company' : 'contact';
  const company = type === 'companies' ? account.companies.get(id) : undefined;
  const contact = type === 'contacts' ? account.contacts.get(id) : undefined;
  const item = company
    ? companyPayload(account, company, changes)
    : contact && contactPayload(account, contact, changes);
  if (!item) return [];
  return actionsOf(changes).map((action) => ({
    code: `${action}_${word}`,
    entity: 'contacts',
    action: placeOf(action),
    item: action === 'delete' ? { id, type: word } : item,
  }));
}

function taskEvents(account: Account, id: number, changes: readonly Change[]): HookEvent[] {
  const task = account.tasks.get(id);
  return actionsOf(changes).flatMap((action) => {
    if (action === 'delete') return [{ code: 'delete_task', entity: 'task', action, item: { id } }];
    if (!task) return [];
    return [
      {
        code: `${action}_task`,
        entity: 'task',
        action: placeOf(action),
        item: taskPayload(account, task, changes),
      },
    ];
  });
}

const singular: Readonly<Record<string, string>> = {
  leads: 'lead',
  contacts: 'contact',
  companies: 'company',
};

function noteEvents(account: Account, changes: readonly Change[]): HookEvent[] {
  const ids = new Set<number>();
  for (const change of changes) {
    if (change.kind === 'note_added' || change.kind === 'call') ids.add(change.note_id);
  }
  return [...ids].flatMap((id) => {
    const note = account.notes.get(id);
    const word = note && singular[note.entity_type];
    if (!note || word === undefined) return [];
    const entity = word === 'lead' ? 'leads' : 'contacts';
    const type = word === 'lead' ? {} : { type: word };
    return [
      { code: `note_${word}`, entity, action: 'note', item: { note: notePayload(account, note), ...type } },
    ];
  });
}

function unsortedEvents(account: Account, changes: readonly Change[]): HookEvent[] {
  return changes.flatMap((change) => {
    if (!('uid' in change)) return [];
    const item = account.unsorted.get(change.uid);
    if (!item) return [];
    switch (change.kind) {
      case 'unsorted_added':
      case 'unsorted_updated': {
        const action = change.kind === 'unsorted_added' ? 'add' : 'update';
        const body = unsortedPayload(account, item, action);
        return [{ code: `${action}_unsorted`, entity: 'unsorted', action, item: body }];
      }
      case 'unsorted_accepted':
      case 'unsorted_declined': {
        const way = change.kind === 'unsorted_accepted' ? 'accept' : 'decline';
        const sorted = sortedPayload(account, item, way, change.author);
        return [{ code: 'delete_unsorted', entity: 'unsorted', action: 'delete', item: sorted }];
      }
    }
  });
}

function chatEvents(account: Account, changes: readonly Change[]): HookEvent[] {
  return changes.flatMap((change) => {
    const talk = 'talk_id' in change ? account.talks.get(change.talk_id) : undefined;
    if (!talk) return [];
    if (change.kind === 'talk_added' || change.kind === 'talk_updated') {
      const action = change.kind === 'talk_added' ? 'add' : 'update';
      return [{ code: `${action}_talk`, entity: 'talk', action, item: talkPayload(talk) }];
    }
    const message = change.kind === 'message' ? account.messages.get(change.message_id) : undefined;
    if (!message) return [];
    const [code, entity]: [string, string] =
      message.direction === 'in' ? ['add_message', 'message'] : ['add_outgoing_message', 'outgoing_message'];
    return [{ code, entity, action: 'add', item: messagePayload(message, talk) }];
  });
}

function entityEvents(account: Account, changes: readonly Change[]): HookEvent[] {
  const entity = changes[0]?.entity;
  switch (entity?.type) {
    case 'leads':
      return leadEvents(account, entity.id, changes);
    case 'contacts':
    case 'companies':
      return contactEvents(account, entity, changes);
    case 'tasks':
      return taskEvents(account, entity.id, changes);
    case 'customers':
    case undefined:
      return [];
  }
}

/** All hooks of one write to one entity, from what changed and the state after it. */
export function hookEvents(account: Account, changes: readonly Change[]): HookEvent[] {
  return [
    ...entityEvents(account, changes),
    ...noteEvents(account, changes),
    ...unsortedEvents(account, changes),
    ...chatEvents(account, changes),
  ];
}
