import { describe, expect, it } from '@jest/globals';
import { sampleAccount, sampleChanges, sampleContact, sampleLead } from '../../test/sample-account.js';
import type { ChangeDetail, EntityRef } from '../changes/change.js';
import { hookEvents } from './hook-events.js';

describe('hookEvents', () => {
  const account = sampleAccount();
  sampleLead(account, 5);
  sampleContact(account, 11);
  account.companies.set(12, sampleContact(account, 12));
  account.contacts.delete(12);
  const lead: EntityRef = { type: 'leads', id: 5 };
  const contact: EntityRef = { type: 'contacts', id: 11 };
  const company: EntityRef = { type: 'companies', id: 12 };
  const place = { status_id: 142, pipeline_id: 10 };

  it.each<[string, EntityRef, ChangeDetail[], string[]]>([
    ['a new lead', lead, [{ kind: 'added' }, { kind: 'tags_added', names: ['x'] }], ['add_lead leads[add]']],
    ['a price', lead, [{ kind: 'price', before: 1, after: 2 }], ['update_lead leads[update]']],
    [
      'a stage',
      lead,
      [{ kind: 'stage', before: place, after: place }],
      ['update_lead leads[update]', 'status_lead leads[status]'],
    ],
    [
      'an owner',
      lead,
      [{ kind: 'responsible', before: 1, after: 2 }],
      ['update_lead leads[update]', 'responsible_lead leads[responsible]'],
    ],
    ['a deleted lead', lead, [{ kind: 'deleted', last: place }], ['delete_lead leads[delete]']],
    ['a merged lead', lead, [{ kind: 'merged', into: lead }], ['delete_lead leads[delete]']],
    ['a restored lead', lead, [{ kind: 'restored' }], ['restore_lead leads[restore]']],
    ['keys without an event', lead, [{ kind: 'other', keys: ['closed_at'] }], ['update_lead leads[update]']],
    ['a new contact', contact, [{ kind: 'added' }], ['add_contact contacts[add]']],
    [
      'an owner of a contact',
      contact,
      [{ kind: 'responsible', before: 1, after: 2 }],
      ['update_contact contacts[update]', 'responsible_contact contacts[update]'],
    ],
    ['a new company', company, [{ kind: 'added' }], ['add_company contacts[add]']],
    ['a deleted company', company, [{ kind: 'deleted', last: {} }], ['delete_company contacts[delete]']],
    [
      'a deleted task',
      { type: 'tasks', id: 9 },
      [{ kind: 'deleted', last: {} }],
      ['delete_task task[delete]'],
    ],
    ['a note of nobody', lead, [{ kind: 'note_added', note_id: 404, note_type: 'common' }], []],
  ])('%s', (_words, entity, details, expected) => {
    const events = hookEvents(account, sampleChanges(entity, ...details));
    expect(events.map((one) => `${one.code} ${one.entity}[${one.action}]`)).toEqual(expected);
  });

  it('makes nothing of nothing', () => {
    expect(hookEvents(account, [])).toEqual([]);
  });
});
