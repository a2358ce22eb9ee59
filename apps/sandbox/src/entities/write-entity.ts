import { isDeepStrictEqual } from 'node:util';
import type { ChangeDetail } from '../changes/change.js';
import type { WriteScope } from '../changes/write-scope.js';
import type { Rule } from '../http/shape.js';
import { timeRule } from '../http/time-rule.js';
import type { ItemValidation } from '../http/validation.js';
import { switchOf, type Account } from '../state/account.js';
import type { EntityBase, EntityType, FieldValues } from '../state/entity.js';
import { customValuesRule, readCustomValues, type SentValues } from '../values/custom-values.js';
import { applyTags, checkTags, embeddedTagsRule, tagListRule, type TagsBody } from './tags.js';

/** The keys leads, contacts and companies accept alike. */
export interface EntityBody extends TagsBody {
  id?: number;
  name?: string | null;
  responsible_user_id?: number;
  created_by?: number;
  updated_by?: number;
  created_at?: number;
  updated_at?: number;
  custom_fields_values?: SentValues[] | null;
}

export const entityShape: { [K in keyof EntityBody]-?: Rule } = {
  id: { type: 'int' },
  name: { type: 'string', nullable: true },
  responsible_user_id: { type: 'int' },
  created_by: { type: 'int' },
  updated_by: { type: 'int' },
  created_at: timeRule,
  updated_at: timeRule,
  custom_fields_values: customValuesRule,
  tags_to_add: tagListRule,
  tags_to_delete: tagListRule,
  _embedded: { type: 'object', shape: { tags: embeddedTagsRule } },
};

/** The keys of a new entity: without those that only a PATCH may carry (entities 1.4). */
export function withoutPatchKeys<T extends EntityBody>(shape: { [K in keyof T]-?: Rule }): {
  [K in keyof T]-?: Rule;
} {
  const kept = { ...shape };
  for (const key of ['id', 'tags_to_delete'] as const) Reflect.deleteProperty(kept, key);
  return kept;
}

/** Reports users the account does not have; 0 is the robot and only an author (entities 0.4). */
function checkUsers(account: Account, body: EntityBody, errors: ItemValidation): void {
  for (const key of ['responsible_user_id', 'created_by', 'updated_by'] as const) {
    const id = body[key];
    if (id === undefined || (id === 0 && key !== 'responsible_user_id')) continue;
    if (!account.users.get(id)?.is_active) errors.add('NotSupportedChoice', key);
  }
}

/**
 * Checks users, tags and field values of an item whose shape is right; gives the values to store. `present` is the
 * entity of a PATCH.
 */
export function checkCommon(
  account: Account,
  type: EntityType,
  { body, errors }: { body: EntityBody; errors: ItemValidation },
  present: EntityBase | null,
): FieldValues[] {
  checkUsers(account, body, errors);
  checkTags(account, type, body, errors);
  const stale = present && body.updated_at !== undefined && body.updated_at <= present.updated_at;
  if (stale && switchOf(account, 'stale_updated_at') === 'reject')
    errors.add('TooLow', 'updated_at', 'Last modified date is older than in database');
  return readCustomValues(account, type, body.custom_fields_values ?? [], errors);
}

/** Whether a body clears all fields of its card (entities 2). Which ones these are shows when it is written. */
export const clearsFields = (account: Account, body: EntityBody): boolean =>
  body.custom_fields_values === null && switchOf(account, 'null_custom_values') === 'clear';

/** The common part of a new entity. The name is filled by the caller. */
export function newEntityBase(scope: WriteScope, body: EntityBody): EntityBase {
  const responsible = body.responsible_user_id ?? scope.user.id;
  return {
    id: scope.sandbox.ids.next(),
    name: body.name ?? '',
    responsible_user_id: responsible,
    group_id: scope.account.users.get(responsible)?.group_id ?? 0,
    created_by: body.created_by ?? scope.origin.author,
    updated_by: body.updated_by ?? scope.origin.author,
    created_at: body.created_at ?? scope.now,
    updated_at: body.updated_at ?? scope.now,
    is_deleted: false,
    closest_task_at: null,
    custom_fields_values: [],
    tags: [],
  };
}

/** Applies checked field values, only to the fields sent, and tells what changed. */
function applyFieldValues(entity: EntityBase, sent: readonly FieldValues[]): ChangeDetail[] {
  const details: ChangeDetail[] = [];
  for (const { field_id, values } of sent) {
    const index = entity.custom_fields_values.findIndex((one) => one.field_id === field_id);
    const before = entity.custom_fields_values[index]?.values ?? [];
    if (isDeepStrictEqual(before, values)) continue;
    details.push({ kind: 'field', field_id, before, after: values });
    if (values.length === 0) entity.custom_fields_values.splice(index, 1);
    else if (index < 0) entity.custom_fields_values = [...entity.custom_fields_values, { field_id, values }];
    else entity.custom_fields_values[index] = { field_id, values };
  }
  return details;
}

const markKeys = ['created_by', 'created_at', 'updated_by', 'updated_at'] as const;

/** Applies name, owner and marks of a checked PATCH and tells what changed. */
export function applyCommon(scope: WriteScope, entity: EntityBase, body: EntityBody): ChangeDetail[] {
  const details: ChangeDetail[] = [];
  if (typeof body.name === 'string' && body.name !== entity.name) {
    details.push({ kind: 'name', before: entity.name, after: body.name });
    entity.name = body.name;
  }
  const owner = body.responsible_user_id;
  if (owner !== undefined && owner !== entity.responsible_user_id) {
    details.push({ kind: 'responsible', before: entity.responsible_user_id, after: owner });
    entity.responsible_user_id = owner;
    entity.group_id = scope.account.users.get(owner)?.group_id ?? 0;
  }
  const keys = markKeys.filter((key) => body[key] !== undefined && body[key] !== entity[key]);
  for (const key of keys) entity[key] = body[key] ?? entity[key];
  if (keys.length > 0) details.push({ kind: 'other', keys });
  return details;
}

const cleared = ({ custom_fields_values }: EntityBase): FieldValues[] =>
  custom_fields_values.map(({ field_id }) => ({ field_id, values: [] }));

/** Applies the field values and tags of a checked write and tells what changed. */
export function applyValuesAndTags(
  scope: WriteScope,
  type: EntityType,
  entity: EntityBase,
  { body, values }: { body: EntityBody; values: readonly FieldValues[] },
): ChangeDetail[] {
  const sent = clearsFields(scope.account, body) ? cleared(entity) : values;
  return [...applyFieldValues(entity, sent), ...applyTags(scope, type, entity, body)];
}

/** Bumps the marks of a change; call it once per effective write. */
export function touch(scope: WriteScope, entity: EntityBase, body: EntityBody): void {
  entity.updated_at = body.updated_at ?? scope.now;
  entity.updated_by = body.updated_by ?? scope.origin.author;
}
