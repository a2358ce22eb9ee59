import { listTags } from '@hub/amocrm/pure';
import { isMap } from 'yaml';
import { entityTypes, type EntityType } from '../configuration/raw-snapshot.js';
import { expected } from '../configuration/yaml-reader.js';
import { perEntity, readNamed, shortened, writePerEntity } from './blueprint-parts.js';
import type { Kind, Section, Write } from './kind.js';
import type { Attributes } from './kind-name.js';
import { tagColor, tagPalette } from './tag-colors.js';

const body = ({ all }: Write) => ({ name: all.name ?? null, ...(all.color ? { color: all.color } : {}) });

function colorOf(entity: EntityType, shown: string | null | undefined): Attributes {
  const color = entity === 'leads' ? tagColor(shown) : null;
  return color === null ? {} : { color };
}

const blueprint: Section = {
  section: 'tags',
  place: 60,
  read: (reader, node) =>
    perEntity(reader, node, (item, entity) => {
      if (!isMap(item)) return [readNamed(reader, item, 'tag', entity)];
      const map = reader.mapping(item, expected('tag'), entity === 'leads' ? ['name', 'color'] : ['name']);
      const color: Attributes = map.has('color')
        ? { color: reader.choice(map.get('color'), expected('tag-color'), tagPalette) }
        : {};
      const name = reader.name(map.get('name') ?? item, expected('name'));
      return [{ kind: 'tag', within: entity, attributes: { name, ...color } }];
    }),
  write: (of) =>
    writePerEntity((entity) => of('tag', entity).map(({ attributes }) => shortened(attributes, 'name'))),
};

/** Tags can only be created: no method renames, recolours or deletes one (sheet 5.5). Only lead tags have colours. */
export const tagKind: Kind = {
  name: 'tag',
  attributes: { name: 'name', color: 'color' },
  harmful: ['name'],
  movedByOthers: [],
  references: {},
  order: 'by-name',
  unwritable: ['name', 'color'],
  reading: {
    part: 'tags',
    round: 1,
    lists: entityTypes,
    read: (amo, list) => listTags(amo, list as EntityType),
    answered: ({ id, name, color }) =>
      id !== undefined && name !== undefined && color !== undefined ? { id: Number(id), name, color } : null,
  },
  observe: (raw) =>
    entityTypes.flatMap((entity) =>
      raw.tags[entity].map((tag) => ({
        kind: 'tag' as const,
        id: `${entity}/${tag.id}`,
        within: entity,
        attributes: {
          name: tag.name,
          ...colorOf(entity, tag.color),
        },
        sort: 0,
      })),
    ),
  blueprint,
  live: null,
  travel: null,
  effect: {
    create: 'batch',
    update: 'manual',
    remove: 'manual',
    replaces: null,
    collection: (entity) => `/api/v4/${entity}/tags`,
    answerKey: 'tags',
    toCreateBody: body,
    toUpdateBody: body,
  },
  sample: ({ some, one, names }) => [
    ...some(names, 3).map((name) => {
      const color = one([null, ...tagPalette]);
      return { kind: 'tag' as const, within: 'leads', attributes: { name, ...(color ? { color } : {}) } };
    }),
    ...some(names, 2).map((name) => ({ kind: 'tag' as const, within: 'contacts', attributes: { name } })),
  ],
};
