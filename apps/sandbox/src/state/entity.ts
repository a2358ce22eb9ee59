import type { FieldEntityType } from './custom-field.js';

/** Plural words are used in paths, tasks, links and notes; events and calls say the singular (entities 0.2). */
export type EntityType = 'leads' | 'contacts' | 'companies';

export interface CustomValue {
  value?: unknown;
  enum_id?: number;
  enum_code?: string | null;
  catalog_id?: number;
  catalog_element_id?: number;
}

/** As stored: names, codes and types are added when answering, from the field as it is then. */
export interface FieldValues {
  field_id: number;
  values: CustomValue[];
}

/** What leads, contacts and companies have in common. */
export interface EntityBase {
  id: number;
  name: string;
  responsible_user_id: number;
  group_id: number;
  created_by: number;
  updated_by: number;
  created_at: number;
  updated_at: number;
  is_deleted: boolean;
  closest_task_at: number | null;
  custom_fields_values: FieldValues[];
  /** Ids of the account's tag directory of this entity type. */
  tags: number[];
}

export interface Lead extends EntityBase {
  price: number;
  status_id: number;
  pipeline_id: number;
  /** The stage before the present one; absent while the lead was never moved. */
  previous_status_id?: number;
  /** When it came to the present stage; absent in states saved before this was kept. */
  in_stage_since?: number;
  loss_reason_id: number | null;
  source_id: number | null;
  closed_at: number | null;
  score: number | null;
  labor_cost: number | null;
  is_price_modified_by_robot: boolean;
  visitor_uid: string | null;
  contacts: { id: number; is_main: boolean }[];
  company_id: number | null;
}

/** Leads of a contact are found through the lead; here only its company. */
export interface Contact extends EntityBase {
  first_name: string;
  last_name: string;
  company_id: number | null;
  /** Hidden from lists until the unsorted lead is accepted (entities 9.1). */
  is_unsorted: boolean;
}

export interface Company extends EntityBase {
  is_unsorted: boolean;
}

export interface Tag {
  id: number;
  name: string;
  color: string | null;
  entity_type: FieldEntityType;
}

export interface LossReason {
  id: number;
  name: string;
  sort: number;
  created_at: number;
  updated_at: number;
}
