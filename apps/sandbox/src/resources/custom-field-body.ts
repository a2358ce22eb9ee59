import type { Rule, Shape } from '../http/shape.js';
import type { CustomField, FieldEnum, FieldType, StageRef } from '../state/custom-field.js';

export type SentEnum = Partial<FieldEnum>;

/** A node of a category; the request ids let a parent and its children come in one request. */
export interface SentNested {
  id?: number;
  parent_id?: number | null;
  value: string;
  sort?: number;
  request_id?: string | null;
  parent_request_id?: string | null;
}

/** What POST and PATCH of a field may carry (config 4.2). */
export interface FieldBody {
  id?: number;
  name?: string;
  type?: FieldType;
  code?: string | null;
  sort?: number;
  is_api_only?: boolean | null;
  is_deletable?: boolean | null;
  remind?: string | null;
  currency?: string | null;
  enums?: SentEnum[] | null;
  group_id?: string | null;
  required_statuses?: StageRef[] | null;
  hidden_statuses?: StageRef[] | null;
  chained_lists?: CustomField['chained_lists'];
  tracking_callback?: string | null;
  search_in?: string | null;
  nested?: SentNested[] | null;
  is_visible?: boolean | null;
  is_required?: boolean | null;
  settings?: unknown;
}

const stagesRule: Rule = {
  type: 'array',
  nullable: true,
  items: {
    type: 'object',
    shape: { status_id: { type: 'int', required: true }, pipeline_id: { type: 'int', required: true } },
  },
};

const chainedListsRule: Rule = {
  type: 'array',
  nullable: true,
  items: {
    type: 'object',
    shape: {
      title: { type: 'string', required: true, nullable: true },
      catalog_id: { type: 'int', required: true, min: 1 },
      parent_catalog_id: { type: 'int', required: true, nullable: true },
    },
  },
};

const nestedRule: Rule = {
  type: 'array',
  nullable: true,
  items: {
    type: 'object',
    shape: {
      id: { type: 'int' },
      parent_id: { type: 'int', nullable: true },
      value: { type: 'string', required: true, notBlank: true },
      sort: { type: 'int' },
      request_id: { type: 'string', nullable: true },
      parent_request_id: { type: 'string', nullable: true },
    },
  },
};

const enumsRule = (sortRequired: boolean): Rule => ({
  type: 'array',
  nullable: true,
  items: {
    type: 'object',
    shape: {
      id: { type: 'int' },
      value: { type: 'string', required: true, notBlank: true },
      sort: { type: 'int', required: sortRequired },
      code: { type: 'string', nullable: true },
    },
  },
});

/** The keys of PATCH; `sortRequired` is the switch `enum_sort_required`. */
export function fieldPatchShape(sortRequired: boolean): Shape<FieldBody> {
  return {
    id: { type: 'int' },
    name: { type: 'string', notBlank: true, maxLength: 255 },
    type: { type: 'string' },
    code: { type: 'string', nullable: true, maxLength: 255 },
    sort: { type: 'int' },
    is_api_only: { type: 'bool', nullable: true },
    is_deletable: { type: 'bool', nullable: true },
    remind: { type: 'string', nullable: true, choices: ['never', 'day', 'week', 'month'] },
    currency: { type: 'string', nullable: true },
    enums: enumsRule(sortRequired),
    group_id: { type: 'string', nullable: true },
    required_statuses: stagesRule,
    hidden_statuses: stagesRule,
    chained_lists: chainedListsRule,
    tracking_callback: { type: 'string', nullable: true },
    search_in: { type: 'string', nullable: true },
    nested: nestedRule,
    is_visible: { type: 'bool', nullable: true },
    is_required: { type: 'bool', nullable: true },
    settings: { type: ['array', 'object'], nullable: true },
  };
}

/** The keys of POST: the same, with name and type required. */
export function fieldPostShape(sortRequired: boolean): Shape<FieldBody> {
  const shape = fieldPatchShape(sortRequired);
  return {
    ...shape,
    name: { ...shape.name, required: true },
    type: { ...shape.type, required: true },
  };
}
