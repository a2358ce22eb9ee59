import { ok, type Answer } from '../http/answer.js';
import { pageOf, wholeList } from '../http/page.js';
import { queryList, queryText } from '../http/query.js';
import { readBatch } from '../http/read-items.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import type { Tag } from '../state/entity.js';
import { findOrAddTag, tagColor, tagsOf, type TagOwner } from '../state/tag-directory.js';

interface TagBody {
  name: string;
  color?: string | null;
}

const shape: Shape<TagBody> = {
  name: { type: 'string', required: true, notBlank: true, maxLength: 255 },
  color: { type: 'string', nullable: true },
};

const view = ({ id, name, color }: Tag): Record<string, unknown> => ({ id, name, color });

function* found(ctx: ApiContext, owner: TagOwner): Generator<Tag> {
  const names = queryList(ctx.query, 'filter', 'name');
  const ids = queryList(ctx.query, 'filter', 'id');
  const text = queryText(ctx.query, 'query')?.toLowerCase();
  for (const tag of tagsOf(ctx.account, owner)) {
    if (names && !names.includes(tag.name)) continue;
    if (ids && !ids.includes(String(tag.id))) continue;
    if (text && !tag.name.toLowerCase().includes(text)) continue;
    yield tag;
  }
}

/** An existing name answers its id and changes nothing, its colour neither. */
function add(ctx: ApiContext, owner: TagOwner): Answer {
  const { items, validation } = readBatch(ctx, shape);
  for (const { body, errors } of items) {
    if (owner === 'leads' && body.color && !tagColor(body.color)) errors.add('NotSupportedChoice', 'color');
  }
  validation.throwIfAny();
  const rows = items.map(({ body, requestId }) => {
    const tag = findOrAddTag(ctx.account, ctx.sandbox.ids, { ...body, owner });
    return { ...view(tag), request_id: requestId };
  });
  return ok(wholeList('tags', rows));
}

/** The directories of config 5.5. What an entity carries is written through the entity. */
export const tagRoutes: readonly Route[] = (['leads', 'contacts', 'companies', 'customers'] as const).flatMap(
  (owner): Route[] => {
    const path = `/api/v4/${owner}/tags`;
    return [
      {
        method: 'GET',
        path,
        rights: 'user',
        handle: (ctx) => pageOf(ctx, found(ctx, owner), { key: 'tags', view }),
      },
      { method: 'POST', path, rights: 'user', handle: (ctx) => add(ctx, owner) },
    ];
  },
);
