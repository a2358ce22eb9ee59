import { describe, expect, it } from '@jest/globals';
import { isOwnTask } from './is-own-task.js';

const task = { entity_id: 1, text: 'Связаться', is_completed: false, created_at: 1000 };
const wanted = { leadId: 1, text: 'Связаться', isInside: true, since: 900 };

describe('isOwnTask', () => {
  it.each<[string, boolean, Partial<typeof task>, (Partial<typeof wanted> | { since: null })?]>([
    ['the task of the lead', true, {}],
    ['one of another lead', false, { entity_id: 2 }],
    ['one with other words', false, { text: 'Позвонить' }],
    ['one that is done, of the visit before', false, { is_completed: true }],
    ['one from before the begun write', false, { created_at: 800 }],
    ['one of a lead that is there again', true, { created_at: 800 }, { since: null }],
    ['one that is done in an account of the branch', true, { is_completed: true }, { isInside: false }],
  ])('%s: %s', (_, expected, change, about = {}) => {
    expect(isOwnTask({ ...task, ...change }, { ...wanted, ...about })).toBe(expected);
  });
});
