import { switchOf, type Account } from '../state/account.js';
import type { CustomValue } from '../state/entity.js';
import { fieldTypeNumbers } from '../values/value-shapes.js';
import type { Change, EntityRef } from './change.js';

/** The singular words of events, calls and talks (entities 0.2). */
export const singular: Readonly<Record<EntityRef['type'], string>> = {
  leads: 'lead',
  contacts: 'contact',
  companies: 'company',
  customers: 'customer',
  tasks: 'task',
};

/** What one change puts into the feed, before it has an id. */
export interface EventContent {
  type: string;
  entity: EntityRef;
  after: unknown[];
  before: unknown[];
}

const noteEvents: Readonly<Partial<Record<string, string>>> = {
  common: 'common_note_added',
  attachment: 'attachment_note_added',
  service_message: 'service_note_added',
  extended_service_message: 'service_note_added',
  geolocation: 'geo_note_added',
  message_cashier: 'message_to_cashier_note_added',
  sms_in: 'incoming_sms',
  sms_out: 'outgoing_sms',
  targeting_in: 'targeting_in_note_added',
  targeting_out: 'targeting_out_note_added',
  site_visit: 'site_visit_note_added',
  link_followed: 'link_followed',
};

function textOf({ value }: CustomValue): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' ? (value ? '1' : '0') : JSON.stringify(value);
}

function fieldValues(account: Account, fieldId: number, values: readonly CustomValue[]): unknown[] {
  const field = account.fields.get(fieldId);
  return values.map((one) => ({
    custom_field_value: {
      field_id: fieldId,
      field_type: field ? fieldTypeNumbers[field.type] : 0,
      enum_id: one.enum_id ?? null,
      text: textOf(one),
    },
  }));
}

const linkEnd = ({ type, id }: EntityRef): unknown => ({ entity: { type: singular[type], id } });

/**
 * The event of one change (entities 8.2, 8.4); null for changes that have none. `noteId` gives the id of the system note
 * that amoCRM makes for some events.
 */
export function eventOf(account: Account, change: Change, noteId: () => number): EventContent | null {
  const { entity } = change;
  const word = singular[entity.type];
  const event = (type: string, after: unknown[] = [], before: unknown[] = []): EventContent => {
    return { type, entity, after, before };
  };
  switch (change.kind) {
    case 'added':
      return event(`${word}_added`, entity.type === 'tasks' ? [] : [{ note: { id: noteId() } }]);
    case 'deleted':
      return event(`${word}_deleted`);
    case 'restored':
      return event(`${word}_restored`);
    case 'merged':
      return { ...event('entity_merged'), entity: change.into };
    case 'stage': {
      const status = ({ status_id, pipeline_id }: { status_id: number; pipeline_id: number }): unknown => {
        return { lead_status: { id: status_id, pipeline_id } };
      };
      return event('lead_status_changed', [status(change.after)], [status(change.before)]);
    }
    case 'responsible': {
      const user = (id: number): unknown[] => [{ responsible_user: { id } }];
      return event('entity_responsible_changed', user(change.after), user(change.before));
    }
    case 'name': {
      const name = (text: string): unknown[] => [{ name_field_value: { name: text } }];
      return event('name_field_changed', name(change.after), name(change.before));
    }
    case 'price': {
      const sale = (price: number): unknown[] => [{ sale_field_value: { sale: price } }];
      return event('sale_field_changed', sale(change.after), sale(change.before));
    }
    case 'field': {
      const byField = switchOf(account, 'field_event_type') === 'by_field';
      const type = byField ? `custom_field_${change.field_id}_value_changed` : 'custom_field_value_changed';
      const values = (of: CustomValue[]): unknown[] => fieldValues(account, change.field_id, of);
      return event(type, values(change.after), values(change.before));
    }
    case 'tags_added':
      return event('entity_tag_added', change.names.map(tag));
    case 'tags_removed':
      return event('entity_tag_deleted', [], change.names.map(tag));
    case 'linked':
      return event('entity_linked', [{ link: linkEnd(change.to) }]);
    case 'unlinked':
      return event('entity_unlinked', [{ unlink: linkEnd(change.from) }]);
    case 'note_added': {
      const type = noteEvents[change.note_type];
      return type === undefined ? null : event(type, [{ note: { id: change.note_id } }]);
    }
    case 'note_deleted':
      return change.note_type === 'common'
        ? event('common_note_deleted', [{ note: { id: change.note_id } }])
        : null;
    case 'task_text':
      return event(
        'task_text_changed',
        [{ task: { text: change.after } }],
        [{ task: { text: change.before } }],
      );
    case 'task_deadline': {
      const deadline = (timestamp: number): unknown[] => [{ task_deadline: { timestamp } }];
      return event('task_deadline_changed', deadline(change.after), deadline(change.before));
    }
    case 'task_type': {
      const type = (id: number): unknown[] => [{ task_type: { id } }];
      return event('task_type_changed', type(change.after), type(change.before));
    }
    case 'task_completed':
      return change.completed ? event('task_completed') : null;
    case 'task_result':
      return event('task_result_added', [{ note: { id: noteId() } }]);
    case 'call': {
      const type = change.direction === 'in' ? 'incoming_call' : 'outgoing_call';
      return event(type, [{ note: { id: change.note_id } }]);
    }
    case 'message': {
      const type = change.direction === 'in' ? 'incoming_chat_message' : 'outgoing_chat_message';
      return event(type, [{ message: { id: change.message_id } }]);
    }
    case 'talk_added':
    case 'talk_updated':
    case 'unsorted_added':
    case 'unsorted_updated':
    case 'unsorted_accepted':
    case 'unsorted_declined':
    case 'other':
    case 'quiet':
      return null;
  }
}

const tag = (name: string): unknown => ({ tag: { name } });
