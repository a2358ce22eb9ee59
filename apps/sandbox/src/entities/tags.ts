import type { ChangeDetail } from '../changes/change.js';
import type { WriteScope } from '../changes/write-scope.js';
import type { Rule } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';
import type { Account } from '../state/account.js';
import type { EntityBase, EntityType } from '../state/entity.js';
import { findOrAddTag, tagsOf } from '../state/tag-directory.js';

/** A tag as entities name it: by id or by name. */
export interface TagRef {
  id?: number;
  name?: string;
}

/** The three ways a write changes tags (entities 3). */
export interface TagsBody {
  tags_to_add?: TagRef[];
  tags_to_delete?: TagRef[];
  _embedded?: { tags?: TagRef[] | null };
}

const tagList: Rule = {
  type: 'array',
  items: {
    type: 'object',
    shape: { id: { type: 'int' }, name: { type: 'string', notBlank: true, maxLength: 255 } },
  },
};

export const tagListRule = tagList;
export const embeddedTagsRule: Rule = { ...tagList, nullable: true };

function checkList(
  account: Account,
  entity: EntityType,
  { path, sent = [] }: { path: string; sent?: readonly TagRef[] | null },
  errors: ItemValidation,
): void {
  sent?.forEach(({ id, name }, index) => {
    const at = `${path}.${index}`;
    if (id === undefined && name === undefined && !errors.hasFailed(at))
      errors.add('FieldMissing', `${at}.name`);
    if (id !== undefined && account.tags.get(id)?.entity_type !== entity)
      errors.add('NotSupportedChoice', `${at}.id`);
  });
}

/** Reports tags without id and name, and ids the directory of this entity type does not have. */
export function checkTags(
  account: Account,
  entity: EntityType,
  body: TagsBody,
  errors: ItemValidation,
): void {
  checkList(account, entity, { path: '_embedded.tags', sent: body._embedded?.tags }, errors);
  checkList(account, entity, { path: 'tags_to_add', sent: body.tags_to_add }, errors);
  checkList(account, entity, { path: 'tags_to_delete', sent: body.tags_to_delete }, errors);
}

/** Id of a checked tag; a new name becomes an entry of the directory. */
function tagId(scope: WriteScope, owner: EntityType, { id, name = '' }: TagRef): number {
  return id ?? findOrAddTag(scope.account, scope.sandbox.ids, { owner, name }).id;
}

function knownTagId(scope: WriteScope, owner: EntityType, { id, name }: TagRef): number | undefined {
  if (id !== undefined) return id;
  for (const tag of tagsOf(scope.account, owner)) if (tag.name === name) return tag.id;
  return undefined;
}

/** Applies checked tags (replace, then add, then delete) and tells what was added and what removed. */
export function applyTags(
  scope: WriteScope,
  type: EntityType,
  entity: EntityBase,
  body: TagsBody,
): ChangeDetail[] {
  const { tags_to_add: added = [], tags_to_delete: deleted = [], _embedded } = body;
  const replaced = _embedded?.tags;
  if (replaced === undefined && added.length === 0 && deleted.length === 0) return [];
  const before = entity.tags;
  const after = new Set(
    replaced === undefined ? before : (replaced ?? []).map((ref) => tagId(scope, type, ref)),
  );
  for (const ref of added) after.add(tagId(scope, type, ref));
  for (const ref of deleted) {
    const gone = knownTagId(scope, type, ref);
    if (gone !== undefined) after.delete(gone);
  }
  entity.tags = [...after];
  const names = (ids: number[]): string[] => ids.map((id) => scope.account.tags.get(id)?.name ?? '');
  const fresh = names(entity.tags.filter((id) => !before.includes(id)));
  const lost = names(before.filter((id) => !after.has(id)));
  const details: ChangeDetail[] = [];
  if (fresh.length > 0) details.push({ kind: 'tags_added', names: fresh });
  if (lost.length > 0) details.push({ kind: 'tags_removed', names: lost });
  return details;
}

/** `_embedded.tags` of an answer. */
export function tagsView(account: Account, entity: EntityBase): unknown[] {
  return entity.tags.flatMap((id) => {
    const tag = account.tags.get(id);
    return tag ? [{ id, name: tag.name, color: tag.color }] : [];
  });
}
