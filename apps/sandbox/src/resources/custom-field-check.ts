import type { WriteItem } from '../http/read-items.js';
import type { ApiContext } from '../http/route.js';
import { isStrict, switchOf } from '../state/account.js';
import type { CustomField, FieldEntityType } from '../state/custom-field.js';
import type { FieldBody } from './custom-field-body.js';
import { checkNested } from './field-nested.js';
import { owns, type FieldOwner } from './field-owner.js';
import { isCreatable, superTypes, typesWithEnums } from './field-types.js';

type Item = WriteItem<FieldBody>;

/** What one key needs to be written: a type, some entities. */
const onlyOfType: Partial<Record<keyof FieldBody, string>> = {
  remind: 'birthday',
  currency: 'monetary',
  chained_lists: 'chained_list',
  tracking_callback: 'tracking_data',
  search_in: 'linked_entity',
  nested: 'category',
};

const onlyOfEntities: Partial<Record<keyof FieldBody, readonly FieldEntityType[]>> = {
  is_api_only: ['leads', 'contacts', 'companies'],
  is_deletable: [],
  group_id: ['leads', 'contacts', 'companies', 'customers'],
  required_statuses: ['leads', 'contacts', 'companies', 'customers'],
  hidden_statuses: ['leads', 'contacts', 'companies'],
  is_visible: ['catalogs'],
  is_required: ['catalogs'],
  settings: ['catalogs'],
};

/** What the official client writes beyond the page, for the switch `field_key_scope`. */
const onlyOfClient: typeof onlyOfEntities = { is_api_only: ['customers'], is_deletable: ['catalogs'] };

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

function refuseKey(
  ctx: ApiContext,
  key: keyof FieldBody,
  { body, errors }: Pick<Item, 'body' | 'errors'>,
): void {
  if (isStrict(ctx.account)) errors.add('FieldNotExpected', key);
  else Reflect.deleteProperty(body, key);
}

function checkKeys(ctx: ApiContext, entity: FieldEntityType, type: string, { body, errors }: Item): void {
  const ofClient = switchOf(ctx.account, 'field_key_scope') === 'client' ? onlyOfClient : {};
  for (const key of Object.keys(body) as (keyof FieldBody)[]) {
    // Lenient accounts let any key come here, also one that every object inherits.
    if (isNothing(body[key]) || !(Object.hasOwn(onlyOfType, key) || Object.hasOwn(onlyOfEntities, key)))
      continue;
    const ownType = onlyOfType[key];
    const wrongType = ownType !== undefined && ownType !== type;
    const wrongEntity = onlyOfEntities[key]?.includes(entity) === false && !ofClient[key]?.includes(entity);
    const unpaid = key === 'hidden_statuses' && !ctx.account.features.superFields;
    if (wrongType || wrongEntity || unpaid) refuseKey(ctx, key, { body, errors });
  }
  if (body.enums && body.enums.length > 0 && !typesWithEnums.has(type))
    refuseKey(ctx, 'enums', { body, errors });
}

function checkStages(ctx: ApiContext, { body, errors }: Item): void {
  for (const key of ['required_statuses', 'hidden_statuses'] as const) {
    (body[key] ?? []).forEach((ref, index) => {
      const pipeline = ctx.account.pipelines.get(ref.pipeline_id);
      if (!pipeline) errors.add('NotSupportedChoice', `${key}.${index}.pipeline_id`);
      else if (!pipeline.stages.some((stage) => stage.id === ref.status_id))
        errors.add('NotSupportedChoice', `${key}.${index}.status_id`);
    });
  }
}

function checkEnums(type: string, { body, errors }: Item, field: CustomField | null): void {
  const needed = typesWithEnums.has(type) && type !== 'multitext';
  if (needed && body.enums === undefined && !field) errors.add('FieldMissing', 'enums');
  else if (needed && body.enums !== undefined && isNothing(body.enums)) errors.add('NotBlank', 'enums');
  const seen = new Set<number>();
  (body.enums ?? []).forEach(({ id }, index) => {
    if (id === undefined) return;
    const known = field?.enums?.some((one) => one.id === id) ?? false;
    if (!known || seen.has(id)) errors.add('NotSupportedChoice', `enums.${index}.id`);
    seen.add(id);
  });
}

/** A chain goes over lists of the account; a parent must be an earlier list of the chain, or none. */
function checkChain(ctx: ApiContext, type: string, { body, errors }: Item, field: CustomField | null): void {
  if (type !== 'chained_list') return;
  if (isNothing(body.chained_lists)) {
    if (!field) errors.add('FieldMissing', 'chained_lists');
    else if (body.chained_lists !== undefined) errors.add('NotBlank', 'chained_lists');
  }
  const earlier = new Set<number>();
  (body.chained_lists ?? []).forEach(({ catalog_id, parent_catalog_id }, index) => {
    if (parent_catalog_id && !earlier.has(parent_catalog_id))
      errors.add('NotSupportedChoice', `chained_lists.${index}.parent_catalog_id`);
    if (earlier.has(catalog_id) || !ctx.account.catalogs.has(catalog_id))
      errors.add('NotSupportedChoice', `chained_lists.${index}.catalog_id`);
    earlier.add(catalog_id);
  });
}

/** Where a link looks: cards, or a list by its id. */
function checkSearch(ctx: ApiContext, type: string, { body, errors }: Item, field: CustomField | null): void {
  const { search_in } = body;
  if (type !== 'linked_entity') return;
  if (!search_in) {
    if (!field) errors.add('FieldMissing', 'search_in');
  } else if (!searchable.has(search_in) && !ctx.account.catalogs.has(Number(search_in)))
    errors.add('NotSupportedChoice', 'search_in');
}

const searchable = new Set(['contacts', 'companies', 'contacts_and_companies']);

function checkCurrency(type: string, { body, errors }: Item): void {
  if (type !== 'monetary') return;
  if (!body.currency) errors.add('FieldMissing', 'currency');
  else if (!/^[A-Z]{3}$/.test(body.currency)) errors.add('NotSupportedChoice', 'currency');
}

/** Unverified (config 4.2): a switch each for uniqueness and spelling. `taken` are codes sent earlier in the batch. */
function checkCode(
  ctx: ApiContext,
  owner: FieldOwner,
  { body, errors }: Item,
  field: CustomField | null,
  taken: Set<string>,
): void {
  const { code } = body;
  if (!code || code === field?.code) return;
  const spelt = switchOf(ctx.account, 'field_code_format') === 'any' || /^[A-Z0-9_]+$/.test(code);
  const other = [...ctx.account.fields.values()].some(
    (one) => one.id !== field?.id && owns(owner, one) && one.code === code,
  );
  const repeated = switchOf(ctx.account, 'field_code_unique') && (other || taken.has(code));
  if (!spelt || repeated) errors.add('NotSupportedChoice', 'code');
  taken.add(code);
}

/**
 * Reports everything about one field body that its shape can not know. `field` is the one a PATCH changes, null for a
 * new one. Keys of another type or entity leave the body where the account ignores unknown ones.
 */
export function checkField(
  ctx: ApiContext,
  owner: FieldOwner,
  item: Item,
  field: CustomField | null,
  taken: Set<string>,
): void {
  const { body, errors } = item;
  const { entity } = owner;
  const type = field?.type ?? body.type ?? '';
  const unpaid = superTypes.has(type) && !ctx.account.features.superFields;
  const wrong = field
    ? body.type !== undefined && body.type !== type
    : !isCreatable(ctx.account, type, owner);
  if (wrong || unpaid) {
    errors.add('NotSupportedChoice', 'type');
    return;
  }
  if (field && switchOf(ctx.account, 'field_patch_required')) {
    if (body.name === undefined) errors.add('FieldMissing', 'name');
    for (const key of ['enums', 'chained_lists', 'search_in'] as const)
      if (field[key] && body[key] === undefined) errors.add('FieldMissing', key);
  }
  checkKeys(ctx, entity, type, item);
  checkEnums(type, item, field);
  checkChain(ctx, type, item, field);
  checkCurrency(type, item);
  checkSearch(ctx, type, item, field);
  checkNested(body.nested ?? [], field?.nested ?? [], errors);
  checkCode(ctx, owner, item, field, taken);
  checkStages(ctx, item);
  const group = body.group_id;
  if (group && !ctx.account.fieldGroups.has(`${entity}/${group}`))
    errors.add('NotSupportedChoice', 'group_id');
}
