import { ok, type Answer } from '../http/answer.js';
import { writtenList } from '../http/page.js';
import { readBatch } from '../http/read-items.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';

interface LinkBody {
  url: string;
  metadata?: { entity_type: string; entity_id: number };
}

const shape: Shape<LinkBody> = {
  url: { type: 'string', required: true, notBlank: true },
  metadata: {
    type: 'object',
    nullable: true,
    shape: {
      entity_type: { type: 'string', required: true, choices: ['contacts'] },
      entity_id: { type: 'int', required: true },
    },
  },
};

/** Config 5.4; the model is the official client's. The links lead nowhere. */
function add(ctx: ApiContext): Answer {
  const { items, validation } = readBatch(ctx, shape);
  for (const { body, errors } of items) {
    if (!URL.canParse(body.url)) errors.add('InvalidFormat', 'url', 'This value is not a valid URL.');
    const contact = body.metadata && ctx.account.contacts.get(body.metadata.entity_id);
    if (body.metadata && (!contact || contact.is_deleted))
      errors.add('NotSupportedChoice', 'metadata.entity_id');
  }
  validation.throwIfAny();
  const rows = items.map(({ body: { metadata }, requestId }) => ({
    url: `https://amo.sh/${ctx.sandbox.ids.hex(8).toUpperCase()}`,
    metadata: metadata ?? null,
    account_id: ctx.account.id,
    request_id: requestId,
  }));
  return ok(writtenList(ctx, 'short_links', rows));
}

export const shortLinkRoutes: readonly Route[] = [
  { method: 'POST', path: '/api/v4/short_links', rights: 'user', handle: add },
];
