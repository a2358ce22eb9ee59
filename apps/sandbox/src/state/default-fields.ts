import type { Account } from './account.js';
import { defaultNames } from './default-names.js';
import type { CustomField, FieldEntityType, FieldType } from './custom-field.js';
import type { Ids } from './ids.js';

interface Predefined {
  entity: FieldEntityType;
  code: string;
  type: FieldType;
  sort?: number;
  enums?: string[];
}

const phones = ['WORK', 'WORKDD', 'MOB', 'FAX', 'HOME', 'OTHER'];
const emails = ['WORK', 'PRIV', 'OTHER'];
const utm = [
  'UTM_CONTENT',
  'UTM_MEDIUM',
  'UTM_CAMPAIGN',
  'UTM_SOURCE',
  'UTM_TERM',
  'UTM_REFERRER',
  'REFERRER',
];

/** Config 4.3, «Predefined codes seen»; sorts as recorded. */
const predefined: readonly Predefined[] = [
  { entity: 'contacts', code: 'POSITION', type: 'text', sort: 2 },
  { entity: 'contacts', code: 'PHONE', type: 'multitext', sort: 4, enums: phones },
  { entity: 'contacts', code: 'EMAIL', type: 'multitext', sort: 6, enums: emails },
  { entity: 'companies', code: 'PHONE', type: 'multitext', sort: 4, enums: phones },
  { entity: 'companies', code: 'EMAIL', type: 'multitext', sort: 6, enums: emails },
  { entity: 'companies', code: 'WEB', type: 'url', sort: 8 },
  { entity: 'companies', code: 'ADDRESS', type: 'textarea', sort: 10 },
  ...utm.map((code): Predefined => ({
    entity: 'leads',
    code,
    type: 'tracking_data',
  })),
];

/** A field with nothing set but what every field has. */
export function newField(id: number, entity: FieldEntityType, type: FieldType, name: string): CustomField {
  return {
    id,
    name,
    type,
    code: null,
    sort: 500,
    entity_type: entity,
    catalog_id: null,
    is_computed: false,
    is_predefined: false,
    is_deletable: true,
    is_api_only: false,
    remind: null,
    currency: null,
    enums: null,
    group_id: null,
    required_statuses: null,
    hidden_statuses: [],
    chained_lists: null,
    tracking_callback: null,
    search_in: null,
    settings: null,
    is_visible: true,
    is_required: false,
    nested: null,
  };
}

function addGroups(account: Account): void {
  const names = defaultNames(account.language);
  for (const entity of ['leads', 'contacts', 'companies', 'customers'] as const) {
    const group = {
      is_predefined: true,
      type: 'custom_field_group' as const,
      entity_type: entity,
      catalog_id: null,
    };
    account.fieldGroups.set(`${entity}/default`, { ...group, id: 'default', name: names.mainTab, sort: 1 });
    if (entity === 'leads') {
      account.fieldGroups.set(`${entity}/statistic`, {
        ...group,
        id: 'statistic',
        name: names.statisticTab,
        sort: 2,
      });
    }
  }
}

/** Fields and groups of a new account. Groups are keyed `{entity}/{id}`, because every entity has its `default`. */
export function addDefaultFields(ids: Ids, account: Account): void {
  addGroups(account);
  const names = defaultNames(account.language).fields;
  for (const [index, { entity, code, type, sort, enums }] of predefined.entries()) {
    const field = newField(ids.next(), entity, type, names[code] ?? code.toLowerCase());
    field.code = code;
    field.sort = sort ?? 502 + index * 2;
    field.is_predefined = entity !== 'leads';
    field.is_deletable = false;
    field.group_id = entity === 'leads' ? 'statistic' : null;
    field.enums =
      enums?.map((value, place) => ({ id: ids.next(), value, sort: (place + 1) * 2, code: value })) ?? null;
    account.fields.set(field.id, field);
  }
}
