import { describe, expect, it } from '@jest/globals';
import { editAnswer } from './edit-answer.js';

const body = {
  _embedded: {
    users: [
      { id: 1, name: 'А' },
      { id: 2, name: 'Б' },
    ],
  },
  total: 2,
};

describe('editAnswer', () => {
  it.each([
    [
      [{ path: '_embedded.users.last.name', value: null }],
      { users: [body._embedded.users[0], { id: 2, name: null }] },
    ],
    [
      [{ path: '_embedded.users.0.id', value: 'x' }],
      { users: [{ id: 'x', name: 'А' }, body._embedded.users[1]] },
    ],
    [[{ path: '_embedded.users.0', remove: true }], { users: [body._embedded.users[1]] }],
    [[{ path: '_embedded.users.last.name', remove: true }], { users: [body._embedded.users[0], { id: 2 }] }],
    [[{ path: '_embedded.users', value: [] }], { users: [] }],
    [[{ path: '_embedded.new', value: { a: 1 } }], { ...body._embedded, new: { a: 1 } }],
    [
      [
        { path: '_embedded.users.0', remove: true },
        { path: '_embedded.users.last.name', value: 'В' },
      ],
      { users: [{ id: 2, name: 'В' }] },
    ],
  ])('does %j', (edits, embedded) => {
    const edited = editAnswer({ status: 200, body, type: 'application/json' }, edits);
    expect(edited).toEqual({ status: 200, type: 'application/json', body: { ...body, _embedded: embedded } });
    expect(body._embedded.users).toHaveLength(2);
  });

  it.each(['_embedded.users.2.name', '_embedded.leads.0', '_embedded.users.name', 'total.last', 'none.a'])(
    'has no place for %s',
    (path) => {
      expect(editAnswer({ status: 200, body }, [{ path, value: 1 }])).toBeNull();
    },
  );

  it('leaves answers without a body and without the place alone', () => {
    expect(editAnswer({ status: 204 }, [{ path: 'name', value: 1 }])).toBeNull();
    expect(editAnswer({ status: 200, body: { a: 1 } }, [{ path: 'b', remove: true }])).toBeNull();
  });
});
