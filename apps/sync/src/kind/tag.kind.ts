import { entityTypes } from '../configuration/raw-snapshot.js';
import type { Kind, Write } from './kind.js';

const body = ({ all }: Write) => ({ name: all.name ?? null, ...(all.color ? { color: all.color } : {}) });

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
          ...(entity === 'leads' && tag.color ? { color: tag.color.toUpperCase() } : {}),
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
