import type { AmoClient } from './amo-client.js';
import {
  anything,
  embedded,
  flag,
  int,
  list,
  name,
  neverEmpty,
  or,
  orNull,
  shape,
  text,
  type Read,
} from './read-value.js';
import { readAll } from './read-pages.js';
import { writeOne } from './write-batch.js';

/** Entities that carry custom fields and that the hub keeps in step. */
export type FieldOwner = 'leads' | 'contacts' | 'companies';

const stageRef = shape({ pipeline_id: int, status_id: int });

const customField = shape({
  id: int,
  name,
  type: text,
  code: orNull(text),
  sort: or(int, 0),
  entity_type: orNull(text),
  is_api_only: or(flag, false),
  is_predefined: or(flag, false),
  is_deletable: or(flag, true),
  is_computed: or(flag, false),
  group_id: orNull(text),
  currency: orNull(text),
  remind: orNull(text),
  enums: list(shape({ id: int, value: name, sort: or(int, 0), code: orNull(text) })),
  required_statuses: list(stageRef),
  hidden_statuses: list(stageRef),
  chained_lists: anything,
  tracking_callback: orNull(text),
});

const fieldGroup = shape({
  id: text,
  name: text,
  is_predefined: or(flag, false),
  type: orNull(text),
  entity_type: orNull(text),
  sort: or(int, 0),
});

export type AmoCustomField = Read<typeof customField>;
export type AmoFieldGroup = Read<typeof fieldGroup>;

export interface NewCustomField {
  name: string;
  type: string;
  code?: string | null;
  sort?: number;
  group_id?: string | null;
  is_api_only?: boolean;
  currency?: string;
  remind?: string;
  /** Always the whole list: items left out are removed, items without an id get a new one (configuration 4.2). */
  enums?: { id?: number; value: string; sort: number; code?: string }[];
  required_statuses?: { pipeline_id: number; status_id: number }[];
  hidden_statuses?: { pipeline_id: number; status_id: number }[];
}

const fieldsOf = (owner: FieldOwner) => `/api/v4/${owner}/custom_fields`;

/**
 * All custom fields of an entity, predefined ones included. Throws `UnexpectedAnswer` for none of leads or contacts:
 * an account always has some.
 */
export async function listCustomFields(amo: AmoClient, owner: FieldOwner): Promise<AmoCustomField[]> {
  const found = await readAll(amo, { path: fieldsOf(owner), key: 'custom_fields', read: customField });
  return owner === 'companies' ? found : neverEmpty(found, fieldsOf(owner));
}

/** Creates one field. */
export async function createCustomField(
  amo: AmoClient,
  owner: FieldOwner,
  item: NewCustomField,
): Promise<AmoCustomField> {
  return writeOne(amo, {
    method: 'POST',
    path: fieldsOf(owner),
    items: [item],
    key: 'custom_fields',
    read: customField,
  });
}

/** Changes the given keys of a field; monetary fields need `currency` and enum fields their whole list every time. */
export async function patchCustomField(
  amo: AmoClient,
  owner: FieldOwner,
  id: number,
  change: Partial<NewCustomField>,
): Promise<AmoCustomField> {
  const { body } = await amo.call({ method: 'PATCH', path: `${fieldsOf(owner)}/${id}`, body: change });
  return customField(body, 'custom_field');
}

/** Deletes a field and erases its values everywhere. */
export async function deleteCustomField(amo: AmoClient, owner: FieldOwner, id: number): Promise<void> {
  await amo.call({ method: 'DELETE', path: `${fieldsOf(owner)}/${id}` });
}

/** The field groups (tabs) of an entity. Their ids are text. */
export async function listFieldGroups(amo: AmoClient, owner: FieldOwner): Promise<AmoFieldGroup[]> {
  const { body } = await amo.call({ method: 'GET', path: `${fieldsOf(owner)}/groups` });
  return embedded(body, 'custom_field_groups', fieldGroup);
}

/** Creates a group. */
export async function createFieldGroup(
  amo: AmoClient,
  owner: FieldOwner,
  item: { name: string; sort: number },
): Promise<AmoFieldGroup> {
  return writeOne(amo, {
    method: 'POST',
    path: `${fieldsOf(owner)}/groups`,
    items: [item],
    key: 'custom_field_groups',
    read: fieldGroup,
  });
}

/** Changes a group; `fields` are moved into it, and those already there stay. */
export async function patchFieldGroup(
  amo: AmoClient,
  owner: FieldOwner,
  id: string,
  change: { name?: string; sort?: number; fields?: number[] },
): Promise<AmoFieldGroup> {
  const { body } = await amo.call({ method: 'PATCH', path: `${fieldsOf(owner)}/groups/${id}`, body: change });
  return fieldGroup(body, 'custom_field_group');
}

/** Deletes a group that is not predefined. */
export async function deleteFieldGroup(amo: AmoClient, owner: FieldOwner, id: string): Promise<void> {
  await amo.call({ method: 'DELETE', path: `${fieldsOf(owner)}/groups/${id}` });
}
