import { describe, expect, it } from '@jest/globals';
import type { AccountObject } from './account-objects.js';
import type { Reference, ReferenceKind } from './reference.js';
import { resolveBot, resolveReference, type Knowledge } from './resolve-references.js';

const object = (kind: ReferenceKind, id: number, name: string, more: Partial<AccountObject> = {}) => ({
  kind,
  id: String(id),
  name,
  ...more,
});

const knowledge: Knowledge = {
  ledger: [
    { kind: 'pipeline', ref: '7', branchId: '70' },
    { kind: 'stage', ref: '7/61', branchId: '70/610' },
    { kind: 'stage', ref: '8/61', branchId: '80/810' },
    { kind: 'stage', ref: '7/62', branchId: '70/620' },
    { kind: 'stage', ref: '7/64', branchId: '70/640' },
    { kind: 'field', ref: 'leads/88', branchId: 'leads/880' },
    { kind: 'enum', ref: 'leads/88/99', branchId: 'leads/880/990' },
    { kind: 'task-type', ref: '275', branchId: '2750' },
  ],
  answers: [
    { kind: 'user', ref: '5', value: '50' },
    { kind: 'user', ref: '6', value: '66' },
    { kind: 'stage', ref: '64', value: '630' },
    { kind: 'enum', ref: '97', value: '991' },
    { kind: 'field', ref: '34', value: '880' },
    { kind: 'bot', ref: '33', value: '310' },
    { kind: 'link', ref: 'https://a.amocrm.ru/x', value: 'https://b.amocrm.ru/y' },
  ],
  circle: new Set(['34']),
  bots: new Map([
    ['34', '310'],
    ['31', '310'],
    ['33', '333'],
  ]),
  reference: {
    objects: [
      object('field', 33, 'Телефон', { within: 'contacts', code: 'PHONE' }),
      object('field', 34, 'Город', { within: 'contacts' }),
      object('user', 9, 'Анна'),
      object('stage', 63, 'Договор', { within: '7' }),
    ],
  },
  branch: {
    read: ['pipeline', 'stage', 'field', 'enum', 'user', 'bot', 'task_type'],
    objects: [
      object('pipeline', 70, 'Продажи'),
      object('stage', 610, 'Новая', { within: '70' }),
      object('stage', 620, 'Оплата', { within: '71' }),
      object('stage', 630, 'Договор', { within: '70' }),
      object('field', 880, 'Регион', { within: 'leads' }),
      object('field', 330, 'Телефон', { within: 'contacts', code: 'PHONE' }),
      object('enum', 990, 'Тверь', { within: '880' }),
      object('enum', 991, 'Лето', { within: '881' }),
      object('user', 50, 'Пётр'),
      object('user', 51, 'Анна'),
      object('bot', 310, 'Бот'),
      object('task_type', 2750, 'Урок'),
    ],
  },
};

const of = (kind: ReferenceKind, id: number, parent?: number): Reference => ({
  kind,
  id,
  path: `/${kind}/${id}`,
  ...(parent === undefined ? {} : { parent }),
});

describe('resolveReference', () => {
  it.each<[Reference, object]>([
    [of('pipeline', 7), { id: '70' }],
    [of('stage', 61, 7), { id: '610' }],
    // Two pipelines have this stage number in the ledger, and nothing says which.
    [of('stage', 61), { reason: 'unanswered' }],
    // The ledger has it below the pipeline; in the branch it was moved.
    [of('stage', 62, 7), { reason: 'other-pipeline' }],
    [of('field', 88), { id: '880' }],
    [of('field', 33), { id: '330' }],
    [of('enum', 99, 88), { id: '990' }],
    [of('enum', 98, 88), { reason: 'unanswered' }],
    // A person named a list value of another field, and a field of deals for one of contacts.
    [of('enum', 97, 88), { reason: 'elsewhere' }],
    [of('field', 34), { reason: 'elsewhere' }],
    [of('user', 5), { id: '50' }],
    [of('user', 6), { reason: 'gone' }],
    [of('user', 9), { reason: 'unanswered' }],
    [of('task_type', 275), { id: '2750' }],
    [of('bot', 31), { id: '310' }],
    [of('bot', 32), { reason: 'bot-not-installed' }],
    // Its id in the branch is that of the version before.
    [of('bot', 34), { reason: 'bot-in-circle' }],
    // What is known of these is gone, and a person has said what takes its place.
    [of('stage', 64, 7), { id: '630' }],
    [of('bot', 33), { id: '310' }],
    [of('template', 4), { reason: 'unanswered' }],
  ])('%j: %j', (reference, expected) => {
    expect(resolveReference(reference, knowledge)).toEqual(expected);
  });
});

describe('resolveBot', () => {
  it('asks once for each object, with answers at hand, the same name first', () => {
    const references = [of('user', 9), of('user', 9), of('stage', 63, 7), of('stage', 142, 7), of('user', 5)];
    const remarks = [
      { kind: 'link' as const, path: '/a', text: 'https://a.amocrm.ru/x' },
      { kind: 'link' as const, path: '/b', text: 'https://a.amocrm.ru/z' },
    ];
    const { ids, words, questions } = resolveBot({ references, remarks }, knowledge);
    expect([...ids]).toEqual([['user 5', '50']]);
    expect([...words]).toEqual([['link https://a.amocrm.ru/x', 'https://b.amocrm.ru/y']]);
    expect(
      questions.map(({ kind, name, reason, candidates }) => [
        kind,
        name,
        reason,
        candidates.map((c) => c.id),
      ]),
    ).toEqual([
      ['user', 'Анна', 'unanswered', ['51', '50']],
      ['stage', 'Договор', 'unanswered', ['630', '610']],
      ['link', null, null, []],
      ['link', null, null, []],
    ]);
  });
});
