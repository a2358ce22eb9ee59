import { cardsOfUnsorted } from '../entities/unsorted-cards.js';
import { fullMetadata } from '../entities/unsorted-metadata.js';
import { selfLink } from '../http/page.js';
import type { ApiContext } from '../http/route.js';
import type { Unsorted } from '../state/unsorted.js';

type View = Record<string, unknown>;

/** The cards of an incoming lead as `_embedded` lists of ids. */
export function unsortedCards(ctx: ApiContext, unsorted: Unsorted): View {
  const card = (type: string, id: number): View => {
    return { id, _links: selfLink(ctx, `/api/v4/${type}/${id}`) };
  };
  const { contacts, companies } = cardsOfUnsorted(ctx.account, unsorted);
  return {
    leads: [card('leads', unsorted.lead_id)],
    contacts: contacts.map(({ id }) => card('contacts', id)),
    companies: companies.map(({ id }) => card('companies', id)),
  };
}

const pathOf = ({ uid }: Unsorted): string => `/api/v4/leads/unsorted/${uid}`;

/** As lists show it (entities 9.3). */
export function unsortedView(ctx: ApiContext, unsorted: Unsorted): View {
  return {
    uid: unsorted.uid,
    source_uid: unsorted.source_uid,
    source_name: unsorted.source_name,
    category: unsorted.category,
    pipeline_id: unsorted.pipeline_id,
    created_at: unsorted.created_at,
    metadata: fullMetadata(unsorted),
    account_id: ctx.account.id,
    _links: selfLink(ctx, pathOf(unsorted)),
    _embedded: unsortedCards(ctx, unsorted),
  };
}

/** As its creation answers it. */
export function unsortedWritten(ctx: ApiContext, unsorted: Unsorted, requestId: string): View {
  return {
    uid: unsorted.uid,
    account_id: ctx.account.id,
    request_id: requestId,
    _links: selfLink(ctx, pathOf(unsorted)),
    _embedded: unsortedCards(ctx, unsorted),
  };
}

/** As accepting and declining answer it. */
export function unsortedSorted(ctx: ApiContext, unsorted: Unsorted): View {
  return {
    uid: unsorted.uid,
    pipeline_id: unsorted.pipeline_id,
    category: unsorted.category,
    created_at: unsorted.created_at,
    _embedded: unsortedCards(ctx, unsorted),
  };
}
