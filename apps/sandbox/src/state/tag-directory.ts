import type { Account } from './account.js';
import type { Tag } from './entity.js';
import type { Ids } from './ids.js';

export type TagOwner = 'leads' | 'contacts' | 'companies' | 'customers';

/** Config 5.5: the colours a lead tag may have, without the hash. */
const tagColors = new Set(
  (
    'EBEBEB D0D0D0 F2DDF7 D1A4DC FF8F92 FFC8C8 C7DB8C DDEBB5 8699DA AABDFF FFCE5A FFE193 ' +
    '90CDB0 C6F4DE A9A5D7 D8D5FF 86C0FC 832161 6A0F49 0C7C59 10599D 9D2B32 247BA0'
  ).split(' '),
);

/** The palette's spelling of a sent colour; undefined outside the palette. */
export function tagColor(sent: string): string | undefined {
  const color = sent.toUpperCase();
  return tagColors.has(color) ? color : undefined;
}

/** The tags of one entity type: the same name has another id elsewhere (config 5.5). */
export function* tagsOf(account: Account, owner: TagOwner): Generator<Tag> {
  for (const tag of account.tags.values()) if (tag.entity_type === owner) yield tag;
}

/** The tag of this name, made when the directory lacks it. A colour only matters for new tags of leads. */
export function findOrAddTag(
  account: Account,
  ids: Ids,
  wanted: { owner: TagOwner; name: string; color?: string | null },
): Tag {
  for (const tag of tagsOf(account, wanted.owner)) if (tag.name === wanted.name) return tag;
  const color = wanted.owner === 'leads' && wanted.color ? (tagColor(wanted.color) ?? null) : null;
  const tag: Tag = { id: ids.next(), name: wanted.name, color, entity_type: wanted.owner };
  account.tags.set(tag.id, tag);
  return tag;
}
