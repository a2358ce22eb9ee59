import { describe, expect, it } from '@jest/globals';
import type { ConfigObject } from '../configuration/configuration.js';
import { releaseNeeds } from './release-needs.js';

const object = (
  kind: ConfigObject['kind'],
  ref: string,
  within: string,
  attributes: Record<string, string>,
  fixed?: string,
): ConfigObject => ({
  kind,
  key: attributes.name ?? '',
  ref,
  within,
  attributes,
  ...(fixed ? { fixed } : {}),
});

const objects = [
  object('pipeline', '1', '', { name: 'Продажи' }),
  object('stage', '1/10', 'Продажи', { name: 'Новая' }),
  object('stage', '1/11', 'Продажи', { name: 'Замер' }),
  object('stage', '1/142', 'Продажи', { name: 'Успешно' }, '~won'),
  object('field', 'leads/5', 'leads', { name: 'Регион', type: 'select', code: 'REGION' }),
  object('field', 'contacts/6', 'contacts', { name: 'Адрес', type: 'text' }),
];

describe('releaseNeeds', () => {
  it('counts what a new account takes, system stages included', () => {
    expect(releaseNeeds({ objects }, [])).toEqual({
      pipelines: [{ name: 'Продажи', branchId: null, stages: 5, newStages: ['Новая', 'Замер'] }],
      fields: [
        {
          entity: 'leads',
          name: 'Регион',
          code: 'REGION',
          type: 'select',
          branchId: null,
          isHubField: false,
        },
        { entity: 'contacts', name: 'Адрес', code: null, type: 'text', branchId: null, isHubField: false },
      ],
    });
  });

  it('names what the ledger knows there already', () => {
    const needs = releaseNeeds({ objects }, [
      { kind: 'pipeline', ref: '1', branchId: '70', origin: 'created' },
      { kind: 'stage', ref: '1/10', branchId: '70/71', origin: 'created' },
      { kind: 'field', ref: 'leads/5', branchId: 'leads/80', origin: 'adopted' },
    ]);
    expect(needs.pipelines).toMatchObject([{ branchId: 70, newStages: ['Замер'] }]);
    expect(needs.fields.map(({ branchId }) => branchId)).toEqual([80, null]);
  });
});
