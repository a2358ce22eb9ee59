import { entityTypes, type EntityType } from '../configuration/raw-snapshot.js';
import type { Attributes, Kind, Write } from './kind.js';
import { tagColor } from './tag-colors.js';

const body = ({ all }: Write) => ({ name: all.name ?? null, ...(all.color ? { color: all.color } : {}) });

function colorOf(entity: EntityType, shown: string | null | undefined): Attributes {
  const color = entity === 'leads' ? tagColor(shown) : null;
  return color === null ? {} : { color };
}

/** Tags can only be created: no method renames, recolours or deletes one (sheet 5.5). Only lead tags have colours. */
export const tagKind: Kind = {
  name: 'tag',
  references: {},
  ordered: false,
  unwritable: ['name', 'color'],
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
  effect: {
    create: 'batch',
    update: 'manual',
    remove: 'manual',
    collection: (entity) => `/api/v4/${entity}/tags`,
    answerKey: 'tags',
    toCreateBody: body,
    toUpdateBody: body,
  },
};
