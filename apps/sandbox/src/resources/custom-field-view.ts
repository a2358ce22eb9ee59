import { selfLink } from '../http/page.js';
import type { ApiContext } from '../http/route.js';
import type { CustomField, FieldEntityType } from '../state/custom-field.js';

/** `/api/v4/customers/segments` for segments, `/api/v4/{entity}` for the rest. */
export function fieldBase(entity: FieldEntityType): string {
  return `/api/v4/${entity === 'segments' ? 'customers/segments' : entity}`;
}

/** A field as answers show it: the keys of the scope column of config 4.2, in the order of the examples. */
export function fieldView(ctx: ApiContext, field: CustomField): Record<string, unknown> {
  const { entity_type: entity } = field;
  const onCard = entity === 'leads' || entity === 'contacts' || entity === 'companies';
  return {
    id: field.id,
    name: field.name,
    type: field.type,
    account_id: ctx.account.id,
    code: field.code,
    sort: field.sort,
    ...(onCard ? { is_api_only: field.is_api_only } : {}),
    enums: field.enums,
    ...(entity === 'segments' ? {} : { group_id: field.group_id }),
    ...(onCard ? { required_statuses: field.required_statuses ?? [] } : {}),
    is_deletable: field.is_deletable,
    is_predefined: field.is_predefined,
    ...(entity === 'leads' ? { is_computed: field.is_computed } : {}),
    entity_type: entity,
    tracking_callback: field.tracking_callback,
    remind: field.remind,
    triggers: [],
    currency: field.currency,
    ...(entity === 'leads' ? { hidden_statuses: field.hidden_statuses } : {}),
    chained_lists: field.chained_lists,
    _links: selfLink(`${ctx.origin}${fieldBase(entity)}/custom_fields/${field.id}`),
  };
}
