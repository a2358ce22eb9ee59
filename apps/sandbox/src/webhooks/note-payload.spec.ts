import { describe, expect, it } from '@jest/globals';
import { sampleAccount, sampleTime } from '../../test/sample-account.js';
import type { Note } from '../state/note.js';
import { notePayload } from './note-payload.js';

const note: Note = {
  id: 41,
  entity_id: 5,
  entity_type: 'leads',
  created_by: 7,
  updated_by: 7,
  created_at: sampleTime,
  updated_at: sampleTime,
  responsible_user_id: 7,
  group_id: 0,
  note_type: 'common',
  params: { text: 'Привет' },
  is_pinned: false,
};

describe('notePayload', () => {
  const account = sampleAccount();

  it('shows a text note as type 4', () => {
    expect(notePayload(account, note)).toMatchObject({
      id: 41,
      text: 'Привет',
      note_type: 4,
      element_type: 2,
      element_id: 5,
      date_create: '2023-11-15 01:13:20',
      attachement: '',
      metadata: '{"event_source":{"id":7,"author_name":"","type":1}}',
    });
  });

  it('shows a file as type 5 with its name and place', () => {
    const file = { ...note, note_type: 'attachment', params: { file_name: 'a.pdf', file_uuid: 'x' } };
    expect(notePayload(account, file)).toMatchObject({
      note_type: 5,
      text: 'a.pdf',
      attachement: 'drive/x/a.pdf',
    });
  });
});
