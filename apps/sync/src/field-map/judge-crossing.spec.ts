import { say } from '@hub/messages';
import { describe, expect, it } from '@jest/globals';
import { buildConfiguration } from '../configuration/build-configuration.js';
import type { Draft } from '../configuration/draft.js';
import type { Observed } from '../kind/kind.js';
import { judgeCrossing, type Crossing } from './judge-crossing.js';

const draft = (name: string, code: string, type: string): Draft => ({
  ...{ kind: 'field', within: 'leads', attributes: { name, code, type } },
});
const live = (id: number, name: string, code: string | null, type = 'text'): Observed => ({
  ...{ kind: 'field', id: `leads/${id}`, within: 'leads', sort: id },
  attributes: { name, type, ...(code ? { code } : {}) },
});
const release = buildConfiguration([
  draft('Регион', 'REGION', 'select'),
  draft('Номер передачи', 'HUB_TRANSFER_ID', 'text'),
]);
const region = live(20, 'Город', 'REGION', 'select');
const transferId = live(21, 'Номер', 'HUB_TRANSFER_ID');

function crossing(objects: Observed[], allowed: number[], more: Partial<Crossing> = {}) {
  const branch = { objects, unmanaged: [], mentions: [], unread: [] };
  const uses = [
    { kind: 'pipeline' as const, id: '1', by: 'intake' as const, name: '' },
    ...allowed.map((id) => ({
      ...{ kind: 'field' as const, id: `leads/${id}`, by: 'allowed-field' as const, name: '' },
    })),
  ];
  const [found] = judgeCrossing({ roles: ['hq'], uses, branch, ledger: [], release, ...more });
  return found && { verdict: found.verdict, words: say(found.text, 'ru') };
}

describe('judgeCrossing', () => {
  it.each([
    ['without the field for ids', [region], [20], 'failure', '«Номер передачи (HUB_TRANSFER_ID)»'],
    [
      'with a field to cross of another type',
      [live(20, 'Г', 'REGION'), transferId],
      [20],
      'failure',
      '«Г (REGION)»',
    ],
    [
      'with a field to cross that the release lacks',
      [region, transferId, live(22, 'Размер', null)],
      [20, 22],
      'failure',
      '«Размер»',
    ],
    ['without a field of the release', [transferId], [], 'warning', '«Регион (REGION)»'],
    [
      'with two fields that the release may mean',
      [live(1, 'Регион', null, 'select'), live(2, 'Регион', null, 'select'), transferId],
      [],
      'warning',
      '«Регион (REGION)»',
    ],
    ['with all', [region, transferId], [20], 'ok', ''],
  ])('of a head office %s', (_title, objects, allowed, verdict, words) => {
    expect(crossing(objects, allowed)).toMatchObject({ verdict, words: expect.stringContaining(words) });
  });

  it('finds fields by the ledger before code and name', () => {
    const renamed = live(20, 'Иначе', null, 'text');
    const ledger = [
      { kind: 'field', ref: release.objects[0]!.ref, branchId: 'leads/20', origin: 'created' },
    ] as const;
    expect(crossing([renamed, transferId], [20], { ledger })).toMatchObject({ verdict: 'ok' });
  });

  it('misses a field that the ledger knows and the account has no longer', () => {
    const ledger = [
      { kind: 'field', ref: release.objects[0]!.ref, branchId: 'leads/19', origin: 'created' },
    ] as const;
    const found = crossing([transferId], [], { ledger });
    expect(found).toMatchObject({ verdict: 'warning', words: expect.stringContaining('«Регион (REGION)»') });
  });

  it('asks of a head office that is the reference its own field for ids, once it has rules', () => {
    const roles = ['hq', 'reference'] as const;
    const office = (objects: Observed[], more = {}) =>
      crossing(objects, [23], { roles: [...roles], ...more });
    expect(office([live(23, 'Своё', null), transferId])).toMatchObject({ verdict: 'ok' });
    expect(office([live(23, 'Своё', null)])).toMatchObject({ verdict: 'failure' });
    expect(office([], { uses: [] })).toMatchObject({ verdict: 'ok' });
  });

  it('says nothing about a branch', () => {
    expect(crossing([], [], { roles: ['branch'] })).toBeUndefined();
  });
});
