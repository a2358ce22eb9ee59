export type FieldEntityType = 'leads' | 'contacts' | 'companies' | 'customers' | 'segments' | 'catalogs';

export type FieldType =
  | 'text'
  | 'numeric'
  | 'checkbox'
  | 'select'
  | 'multiselect'
  | 'multitext'
  | 'date'
  | 'url'
  | 'date_time'
  | 'textarea'
  | 'radiobutton'
  | 'streetaddress'
  | 'smart_address'
  | 'birthday'
  | 'legal_entity'
  | 'price'
  | 'category'
  | 'items'
  | 'tracking_data'
  | 'linked_entity'
  | 'chained_list'
  | 'monetary'
  | 'file'
  | 'payer'
  | 'supplier';

export interface FieldEnum {
  id: number;
  value: string;
  sort: number;
  code: string | null;
}

/** A node of a category; `parent_id` null is the top. */
export interface NestedValue {
  id: number;
  parent_id: number | null;
  value: string;
  sort: number;
}

export interface StageRef {
  status_id: number;
  pipeline_id: number;
}

/** Config 4.2. `group_id` null is the default group. */
export interface CustomField {
  id: number;
  name: string;
  type: FieldType;
  code: string | null;
  sort: number;
  entity_type: FieldEntityType;
  /** Of the list it belongs to; other entities have none. */
  catalog_id?: number | null;
  is_computed: boolean;
  is_predefined: boolean;
  is_deletable: boolean;
  is_api_only: boolean;
  remind: string | null;
  currency: string | null;
  enums: FieldEnum[] | null;
  group_id: string | null;
  required_statuses: StageRef[] | null;
  hidden_statuses: StageRef[];
  chained_lists: { title: string; catalog_id: number; parent_catalog_id: number }[] | null;
  tracking_callback: string | null;
  search_in: string | null;
  settings: unknown;
  /** Lists only. */
  is_visible: boolean;
  is_required: boolean;
  nested: NestedValue[] | null;
}

/** Config 4.4: ids are strings. */
export interface FieldGroup {
  id: string;
  name: string;
  is_predefined: boolean;
  type: 'custom_field_group' | 'linked_group';
  entity_type: FieldEntityType;
  /** Of the list it belongs to; other entities have none. */
  catalog_id?: number | null;
  sort: number;
}
