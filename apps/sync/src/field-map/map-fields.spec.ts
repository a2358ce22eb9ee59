import { describe, expect, it } from '@jest/globals';
import type { ConfigObject } from '../configuration/configuration.js';
import { mapFields } from './map-fields.js';

const object = (
  kind: ConfigObject['kind'],
  key: string,
  ref: string,
  attributes: ConfigObject['attributes'],
) => ({
  kind,
  key,
  ref,
  within: kind === 'enum' ? key.slice(0, key.lastIndexOf('/')) : key.slice(0, key.indexOf('/')),
  attributes,
});

const release = {
  objects: [
    object('field', 'leads/Регион', 'leads/10', { name: 'Регион', type: 'select' }),
    object('field', 'leads/HUB_TRANSFER_ID', 'hub/HUB_TRANSFER_ID', {
      name: 'x',
      type: 'text',
      code: 'HUB_TRANSFER_ID',
    }),
    object('field', 'contacts/Должность', 'contacts/12', { name: 'Должность', type: 'text' }),
    object('enum', 'leads/Регион/Казань', 'leads/10/1', { name: 'Казань' }),
    object('enum', 'leads/Регион/Москва', 'leads/10/2', { name: 'Москва' }),
  ],
};

const entry = (kind: 'field' | 'enum', ref: string, branchId: string) =>
  ({ kind, ref, branchId, origin: 'created' }) as const;

describe('mapFields', () => {
  it('maps fields and values that are in the ledger, and names the transfer field', () => {
    const ledger = [
      entry('field', 'leads/10', 'leads/77'),
      entry('enum', 'leads/10/2', 'leads/77/500'),
      entry('field', 'hub/HUB_TRANSFER_ID', 'leads/99'),
    ];
    expect(mapFields(release, ledger)).toEqual({
      fields: [
        {
          key: 'leads/Регион',
          referenceFieldId: 10,
          branchFieldId: 77,
          type: 'select',
          enums: [{ referenceEnumId: 2, branchEnumId: 500 }],
        },
      ],
      transferFieldId: 99,
    });
  });

  it('maps a branch that was synced from a blueprint, whose refs are keys', () => {
    const ledger = [
      entry('field', 'leads/Регион', 'leads/77'),
      entry('enum', 'leads/Регион/Москва', 'leads/77/500'),
    ];
    const fields = [
      expect.objectContaining({
        referenceFieldId: 10,
        branchFieldId: 77,
        enums: [{ referenceEnumId: 2, branchEnumId: 500 }],
      }),
    ];
    expect(mapFields(release, ledger)).toEqual({ fields, transferFieldId: null });
  });

  it('asks the reference account’s own ledger where the release is a blueprint', () => {
    const blueprint = { objects: release.objects.map((item) => ({ ...item, ref: item.key })) };
    const branch = [entry('field', 'leads/Регион', 'leads/77')];
    expect(mapFields(blueprint, branch, []).fields).toEqual([]);
    const reference = [entry('field', 'leads/Регион', 'leads/10')];
    expect(mapFields(blueprint, branch, reference).fields).toMatchObject([
      { referenceFieldId: 10, branchFieldId: 77 },
    ]);
  });

  it('knows nothing of a branch that was never brought to a release', () => {
    expect(mapFields(release, [])).toEqual({ fields: [], transferFieldId: null });
  });
});
