import { describe, expect, it } from '@jest/globals';
import { sampleAccount, sampleChanges, sampleTime } from '../../test/sample-account.js';
import type { Task } from '../state/task.js';
import { taskPayload } from './task-payload.js';

const task: Task = {
  id: 31,
  created_by: 7,
  updated_by: 8,
  created_at: sampleTime,
  updated_at: sampleTime,
  responsible_user_id: 8,
  group_id: 0,
  entity_id: 5,
  entity_type: 'leads',
  is_completed: true,
  is_deleted: false,
  task_type_id: 1,
  text: 'Позвонить',
  duration: 0,
  complete_till: sampleTime + 3600,
  result: { text: 'Дозвонились' },
};

describe('taskPayload', () => {
  const account = sampleAccount();
  const ref = { type: 'tasks' as const, id: 31 };

  it('writes times in the zone of the account', () => {
    const payload = taskPayload(account, task, sampleChanges(ref, { kind: 'added' }));
    expect(payload).toMatchObject({
      element_id: 5,
      element_type: 2,
      task_type: 1,
      date_create: '2023-11-15 01:13:20',
      complete_till: '2023-11-15 02:13:20',
      complete_before: sampleTime + 3600,
      status: 1,
    });
    expect(payload).not.toHaveProperty('action_close');
  });

  it('tells what an update changed', () => {
    const changes = sampleChanges(
      ref,
      { kind: 'task_completed', completed: true },
      { kind: 'task_text', before: 'Написать', after: 'Позвонить' },
      { kind: 'responsible', before: 7, after: 8 },
    );
    expect(taskPayload(account, task, changes)).toMatchObject({
      action_close: 1,
      old_text: 'Написать',
      result: { text: 'Дозвонились' },
      main_user: 8,
      modified_by: 8,
      old_responsible_user_id: 7,
    });
  });
});
