import { readAll, type AmoClient } from '@hub/amocrm';
import { namesSection, nameOf } from '../src/kind/blueprint-parts.js';
import { byHand } from '../src/kind/by-hand.js';
import { wholeAccount, type Kind } from '../src/kind/kind.js';
import type { KindName } from '../src/kind/kind-name.js';
import { nameAndSort } from '../src/kind/name-and-sort.js';

interface Tab {
  readonly id: number | string;
  readonly name: string;
  readonly sort: number;
  readonly is_predefined?: boolean;
}

/** The one name that the catalogue lacks: everything else of a kind is in its file. */
const name = 'customer-tab' as KindName;
const path = '/api/v4/customers/custom_fields/groups';
const isOwn = ({ id, is_predefined }: Tab) =>
  is_predefined !== true && id !== 'default' && id !== 'statistic';
const read = (amo: AmoClient) =>
  readAll(amo, { path, key: 'custom_field_groups', read: (row) => row as Tab });

/** Tabs of customers' cards: a kind that the hub does not have. */
export const inventedKind: Kind = {
  name,
  attributes: { name: 'name' },
  harmful: [],
  movedByOthers: [],
  references: {},
  order: 'kept',
  unwritable: [],
  reading: { part: 'customerTabs', round: 1, lists: wholeAccount, read },
  observe: ({ customerTabs }) =>
    (customerTabs as readonly Tab[]).filter(isOwn).map((tab) => ({
      kind: name,
      id: String(tab.id),
      within: '',
      attributes: { name: tab.name },
      sort: tab.sort,
    })),
  blueprint: {
    section: 'customerTabs',
    place: 80,
    read: (reader, node) => namesSection(reader, node, name),
    write: (of) => of(name).map(nameOf),
  },
  live: null,
  travel: null,
  effect: {
    create: 'batch',
    update: 'single',
    remove: 'single',
    replaces: null,
    collection: () => path,
    answerKey: 'custom_field_groups',
    toCreateBody: nameAndSort,
    toUpdateBody: nameAndSort,
  },
  sample: ({ some, names }) =>
    some(names, 3).map((tab) => ({ kind: name, within: '', attributes: { name: tab } })),
};

const byHandName = 'customer-segment' as KindName;

/** Segments of customers, which no API of this invention writes. */
export const inventedByHand: Kind = {
  ...inventedKind,
  name: byHandName,
  order: 'by-name',
  unwritable: ['name'],
  reading: { part: 'customerSegments', round: 1, lists: wholeAccount, read },
  observe: ({ customerSegments }) =>
    (customerSegments as readonly Tab[]).map((segment) => ({
      kind: byHandName,
      id: String(segment.id),
      within: '',
      attributes: { name: segment.name },
      sort: 0,
    })),
  blueprint: {
    section: 'customerSegments',
    place: 81,
    read: (reader, node) => namesSection(reader, node, byHandName),
    write: (of) => of(byHandName).map(nameOf),
  },
  effect: byHand,
  sample: ({ some, names }) =>
    some(names, 3).map((segment) => ({ kind: byHandName, within: '', attributes: { name: segment } })),
};
