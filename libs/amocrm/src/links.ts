import type { AmoClient } from './amo-client.js';
import { anything, embedded, int, shape, text, type Read } from './read-value.js';
import type { Join } from './together/join.js';

const link = shape({ to_entity_id: int, to_entity_type: text, metadata: anything });

export type AmoLink = Read<typeof link>;
export type LinkOwner = 'leads' | 'contacts' | 'companies';

export interface NewLink {
  to_entity_id: number;
  to_entity_type: 'leads' | 'contacts' | 'companies';
  metadata?: { is_main?: boolean };
}

/** What an entity is linked to. A contact's leads are not included: read the contact. Sheet: entities 5. */
export async function listLinks(amo: AmoClient, owner: LinkOwner, id: number): Promise<AmoLink[]> {
  const { body } = await amo.call({ method: 'GET', path: `/api/v4/${owner}/${id}/links` });
  return embedded(body, 'links', link);
}

/** Links entities; linking twice changes nothing. A lead has one company: another one replaces it. */
export async function linkEntities(
  amo: AmoClient,
  owner: LinkOwner,
  id: number,
  links: readonly NewLink[],
): Promise<void> {
  const [only, ...others] = links;
  const join = only && others.length === 0 ? { join: joinLink(owner, id, only) } : {};
  await amo.call({ method: 'POST', path: `/api/v4/${owner}/${id}/link`, body: links, ...join });
}

/** Removes links. */
export async function unlinkEntities(
  amo: AmoClient,
  owner: LinkOwner,
  id: number,
  links: readonly NewLink[],
): Promise<void> {
  await amo.call({ method: 'POST', path: `/api/v4/${owner}/${id}/unlink`, body: links });
}

function joinLink(owner: LinkOwner, id: number, link: NewLink): Join {
  return {
    kind: 'write',
    method: 'POST',
    path: `/api/v4/${owner}/link`,
    item: { entity_id: id, ...link },
    cards: [`${owner} ${id}`, `${link.to_entity_type} ${link.to_entity_id}`],
    answers: undefined,
  };
}
