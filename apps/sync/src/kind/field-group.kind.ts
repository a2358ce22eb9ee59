import { listFieldGroups } from '@hub/amocrm/pure';
import { entityTypes, type EntityType } from '../configuration/raw-snapshot.js';
import { nameOf, perEntity, readNamed, writePerEntity } from './blueprint-parts.js';
import type { Kind, Write } from './kind.js';
import { nameAndSort } from './name-and-sort.js';

const body = (write: Write) => nameAndSort(write);

/** Tabs of a card. Predefined ones (`default`, `statistic`) exist everywhere and are not managed (sheet 4.4). */
export const fieldGroupKind: Kind = {
  name: 'field-group',
  attributes: { name: 'name' },
  harmful: [],
  movedByOthers: [],
  references: {},
  order: 'kept',
  unwritable: [],
  reading: {
    part: 'groups',
    round: 2,
    lists: entityTypes,
    read: (amo, list) => listFieldGroups(amo, list as EntityType),
    answered: ({ id, name, sort, is_predefined }) =>
      id !== undefined && name !== undefined && sort !== undefined
        ? { id: String(id), name, sort, is_predefined }
        : null,
  },
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
  blueprint: {
    section: 'groups',
    place: 30,
    read: (reader, node) =>
      perEntity(reader, node, (item, entity) => [readNamed(reader, item, 'field-group', entity)]),
    write: (of) => writePerEntity((entity) => of('field-group', entity).map(nameOf)),
  },
  live: null,
  travel: null,
  effect: {
    create: 'batch',
    update: 'single',
    remove: 'single',
    replaces: null,
    collection: (entity) => `/api/v4/${entity}/custom_fields/groups`,
    answerKey: 'custom_field_groups',
    toCreateBody: body,
    toUpdateBody: body,
  },
  sample: ({ some, names }) =>
    entityTypes.flatMap((within) =>
      some(names, 2).map((name) => ({ kind: 'field-group', within, attributes: { name } })),
    ),
};
