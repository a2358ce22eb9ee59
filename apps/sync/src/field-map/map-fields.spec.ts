import { describe, expect, it } from '@jest/globals';
import type { ConfigObject } from '../configuration/configuration.js';
import type { LiveField } from './find-in-hq.js';
import { mapFields, needsLive } from './map-fields.js';

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

const blueprint = { objects: release.objects.map((item) => ({ ...item, ref: item.key })) };

const entry = (kind: 'field' | 'enum', ref: string, branchId: string) =>
  ({ kind, ref, branchId, origin: 'created' }) as const;

/** What the release says of the HQ account, when it was read there. */
const ofHq = [{ configuration: release, isOfHq: true }];
const elsewhere = [{ configuration: release, isOfHq: false }];
const unknown = { ledger: [], live: null };
const transferGap = { code: 'HUB_TRANSFER_ID', isHubField: true };

describe('mapFields', () => {
  it('maps fields and values that are in the ledger, and names the transfer field', () => {
    const branch = [
      entry('field', 'leads/10', 'leads/77'),
      entry('enum', 'leads/10/2', 'leads/77/500'),
      entry('field', 'hub/HUB_TRANSFER_ID', 'leads/99'),
    ];
    const map = mapFields({ releases: ofHq, branch, hq: unknown });
    expect(map).toMatchObject({
      fields: [
        {
          key: 'leads/Регион',
          referenceFieldId: 10,
          branchFieldId: 77,
          type: 'select',
          enums: [{ referenceEnumId: 2, branchEnumId: 500 }],
          foundBy: 'release',
        },
      ],
      transferFieldId: 99,
      hqTransferFieldId: null,
      missing: [{ side: 'hq', why: 'not-found', ...transferGap }],
    });
  });

  it('maps a branch that was brought to a blueprint, and to a release since', () => {
    const branch = [
      entry('field', 'leads/Регион', 'leads/77'),
      entry('enum', 'leads/Регион/Москва', 'leads/77/500'),
    ];
    const releases = [{ configuration: blueprint, isOfHq: false }, ...ofHq];
    expect(mapFields({ releases, branch, hq: unknown }).fields).toMatchObject([
      { referenceFieldId: 10, branchFieldId: 77, enums: [{ referenceEnumId: 2, branchEnumId: 500 }] },
    ]);
  });

  it('asks the HQ account’s own ledger where the release was not read there', () => {
    const releases = [{ configuration: blueprint, isOfHq: false }];
    const branch = [entry('field', 'leads/Регион', 'leads/77')];
    expect(mapFields({ releases, branch, hq: unknown }).fields).toEqual([]);
    const ledger = [
      entry('field', 'leads/Регион', 'leads/10'),
      entry('field', 'leads/HUB_TRANSFER_ID', 'leads/9'),
    ];
    const map = mapFields({
      releases,
      branch: [...branch, entry('field', 'leads/HUB_TRANSFER_ID', 'leads/99')],
      hq: { ledger, live: null },
    });
    expect(map.fields).toMatchObject([{ referenceFieldId: 10, branchFieldId: 77, foundBy: 'ledger' }]);
    expect(map).toMatchObject({ transferFieldId: 99, hqTransferFieldId: 9, missing: [] });
  });

  const live = (more: Partial<LiveField>): LiveField => ({
    ...{ id: 5, name: 'Регион', type: 'select', code: null, enums: [] },
    ...more,
  });
  it.each([
    ['by name and type', [live({})], 5, 'name'],
    ['by code before name', [live({ id: 4 }), live({ id: 6, name: 'Город', code: 'REGION' })], 6, 'code'],
    ['not by the name alone', [live({ type: 'text' })], 'type-differs', null],
    ['not by a name that several have', [live({}), live({ id: 6 })], 'several', null],
    ['not by another code', [live({ name: 'Город', code: 'CITY' })], 'not-found', null],
  ] as const)('finds a field of HQ %s', (_title, fields, found, by) => {
    const coded = {
      objects: release.objects.map((one) =>
        one.key === 'leads/Регион' ? { ...one, attributes: { ...one.attributes, code: 'REGION' } } : one,
      ),
    };
    const releases = [{ configuration: coded, isOfHq: false }];
    const branch = [entry('field', 'leads/10', 'leads/77')];
    const map = mapFields({ releases, branch, hq: { ledger: [], live: fields } });
    if (by === null)
      expect(map.missing).toContainEqual(
        expect.objectContaining({ side: 'hq', key: 'leads/Регион', why: found }),
      );
    else expect(map.fields).toMatchObject([{ referenceFieldId: found, foundBy: by }]);
  });

  it('finds values of HQ by code, else by their text', () => {
    const branch = [
      entry('field', 'leads/10', 'leads/77'),
      entry('enum', 'leads/10/1', 'leads/77/501'),
      entry('enum', 'leads/10/2', 'leads/77/502'),
    ];
    const values = ['Москва', 'Казань'].map((value, at) => ({ id: 30 + at, value, code: null }));
    const hq = { ledger: [], live: [live({ enums: values })] };
    expect(mapFields({ releases: elsewhere, branch, hq }).fields[0]?.enums).toEqual([
      { referenceEnumId: 31, branchEnumId: 501 },
      { referenceEnumId: 30, branchEnumId: 502 },
    ]);
  });

  it('keeps what an older release brought and the newest dropped', () => {
    const poor = { configuration: { objects: [] }, isOfHq: true };
    const branch = [entry('field', 'leads/10', 'leads/77')];
    expect(mapFields({ releases: [poor, ...ofHq], branch, hq: unknown }).fields).toMatchObject([
      { referenceFieldId: 10, branchFieldId: 77 },
    ]);
  });

  it('knows nothing of a branch that was never brought to a release', () => {
    const map = mapFields({ releases: [], branch: [], hq: unknown });
    expect(map).toMatchObject({ fields: [], transferFieldId: null });
    expect(map.missing).toMatchObject([{ side: 'branch', why: 'not-applied', ...transferGap }]);
  });
});

describe('needsLive', () => {
  const branch = [entry('field', 'leads/10', 'leads/77'), entry('enum', 'leads/10/1', 'leads/77/501')];

  it('asks for the fields of HQ only where releases and ledgers do not say all', () => {
    expect(needsLive({ releases: ofHq, branch, hq: unknown })).toBe(false);
    expect(needsLive({ releases: elsewhere, branch, hq: unknown })).toBe(true);
    expect(needsLive({ releases: elsewhere, branch, hq: { ledger: branch, live: null } })).toBe(false);
    expect(needsLive({ releases: elsewhere, branch, hq: { ledger: branch.slice(0, 1), live: null } })).toBe(
      true,
    );
    expect(needsLive({ releases: [], branch: [], hq: unknown })).toBe(false);
  });
});
