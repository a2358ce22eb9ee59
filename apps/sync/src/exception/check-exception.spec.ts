import { describe, expect, it } from '@jest/globals';
import { checkException } from './check-exception.js';

const now = new Date('2026-06-01T00:00:00Z');
const later = new Date('2026-06-02T00:00:00Z');
const object = {
  ...{ kind: 'stage' as const, key: 'Заявки/Новая', ref: '1/2', within: 'Заявки' },
  attributes: { name: 'Новая', color: '#fffeb2' },
};
const release = { objects: [object, { ...object, key: 'Заявки/~won', fixed: '~won' }] };
const asked = { kind: 'stage' as const, key: 'Заявки/Новая', attributes: [] as string[], endsAt: later };
const wrong = (...paths: string[]) => ({ verdict: 'wrong', errors: paths.map((path) => ({ path })) });

describe('checkException', () => {
  it('finds the object, whole or by attributes, its place included', () => {
    expect(checkException(asked, release, now)).toEqual({ verdict: 'right', object });
    const some = { ...asked, attributes: ['color', 'order'] };
    expect(checkException(some, release, now)).toEqual({ verdict: 'right', object });
  });

  it.each([
    ['an unknown object', { key: 'Заявки/Нет', attributes: ['name'] }, ['key']],
    ['an unknown attribute', { attributes: ['name', 'colour'] }, ['attributes.1']],
    ['a place of what has none', { key: 'Заявки/~won', attributes: ['order'] }, ['attributes.0']],
    ['an end that has passed', { endsAt: now }, ['endsAt']],
  ])('names %s', (_, more, paths) => {
    expect(checkException({ ...asked, ...more }, release, now)).toMatchObject(wrong(...paths));
  });
});
