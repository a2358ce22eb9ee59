import { selfLink } from '../http/page.js';
import type { ApiContext } from '../http/route.js';
import type { CustomField, FieldEnum } from '../state/custom-field.js';
import { fieldBase } from './field-owner.js';

/** What only fields of lists carry. */
function listKeys(field: CustomField): Record<string, unknown> {
  return {
    is_visible: field.is_visible,
    is_required: field.is_required,
    settings: field.settings,
    search_in: field.search_in,
    ...(field.type === 'category' ? { nested: field.nested ?? [] } : {}),
    catalog_id: field.catalog_id ?? null,
  };
}

/** Enums of phones and e-mails show no code (recorded answers). */
export function enumsView({ type, enums }: CustomField): Partial<FieldEnum>[] | null {
  if (type !== 'multitext' || !enums) return enums;
  return enums.map(({ id, value, sort }) => ({ id, value, sort }));
}

/** A field as answers show it: the keys of the scope column of config 4.2, in the order of the examples. */
export function fieldView(ctx: ApiContext, field: CustomField): Record<string, unknown> {
  const { entity_type: entity } = field;
  const isOfPerson = entity === 'contacts' || entity === 'companies';
  const onCard = entity === 'leads' || isOfPerson;
  return {
    id: field.id,
    name: field.name,
    type: field.type,
    account_id: ctx.account.id,
    code: field.code,
    sort: field.sort,
    ...(onCard ? { is_api_only: field.is_api_only } : {}),
    enums: enumsView(field),
    ...(entity === 'segments' || entity === 'catalogs' ? {} : { group_id: field.group_id }),
    ...(onCard ? { required_statuses: field.required_statuses ?? [] } : {}),
    is_deletable: field.is_deletable,
    ...(isOfPerson ? { is_predefined: field.is_predefined } : {}),
    ...(entity === 'leads' ? { is_computed: field.is_computed } : {}),
    entity_type: entity,
    ...(isOfPerson && field.type !== 'tracking_data' ? {} : { tracking_callback: field.tracking_callback }),
    ...(onCard ? { remind: field.remind } : {}),
    triggers: [],
    currency: field.currency,
    ...(onCard ? { hidden_statuses: field.hidden_statuses } : {}),
    ...(entity === 'leads' || entity === 'customers' ? { chained_lists: field.chained_lists } : {}),
    ...(entity === 'catalogs' ? listKeys(field) : {}),
    _links: selfLink(ctx, `${fieldBase(entity, field.catalog_id ?? null)}/custom_fields/${field.id}`),
  };
}
