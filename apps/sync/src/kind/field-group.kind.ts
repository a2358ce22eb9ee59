import { entityTypes } from '../configuration/raw-snapshot.js';
import type { Kind, Write } from './kind.js';
import { nameAndSort } from './name-and-sort.js';

const body = (write: Write) => nameAndSort(write);

/** Tabs of a card. Predefined ones (`default`, `statistic`) exist everywhere and are not managed (sheet 4.4). */
export const fieldGroupKind: Kind = {
  name: 'field-group',
  references: {},
  ordered: true,
  unwritable: [],
  observe: (raw) =>
    entityTypes.flatMap((entity) =>
      raw.groups[entity]
        .filter((group) => group.is_predefined !== true && group.id !== 'default' && group.id !== 'statistic')
        .map((group) => ({
          kind: 'field-group' as const,
          id: `${entity}/${group.id}`,
          within: entity,
          attributes: { name: group.name },
          sort: group.sort,
        })),
    ),
  effect: {
    create: 'batch',
    update: 'single',
    remove: 'single',
    collection: (entity) => `/api/v4/${entity}/custom_fields/groups`,
    answerKey: 'custom_field_groups',
    toCreateBody: body,
    toUpdateBody: body,
  },
};
