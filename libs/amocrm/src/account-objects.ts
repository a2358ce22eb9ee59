import type { AmoClient } from './amo-client.js';
import { listCustomFields, type AmoCustomField } from './custom-fields.js';
import { AmoError } from './errors.js';
import { listPipelines, type AmoPipeline } from './pipelines.js';
import { listUsers, type AmoUser } from './users.js';

/** What of an account settings may name by id. A part that was not asked for, or that amoCRM does not show, is null. */
export interface AccountObjects {
  pipelines: PipelineObject[] | null;
  users: UserObject[] | null;
  leadFields: FieldObject[] | null;
}

interface UserObject {
  id: number;
  name: string;
  isActive: boolean;
}

interface FieldObject {
  id: number;
  name: string;
  code: string | null;
  type: string;
}

interface PipelineObject {
  id: number;
  name: string;
  isArchived: boolean;
  stages: { id: number; name: string; isUnsorted: boolean }[];
}

export type ObjectKind = keyof AccountObjects;

/**
 * Reads the objects of these kinds, one list each. External integrations do not see users: null then. Throws the
 * client's errors when the account does not answer.
 */
export async function readAccountObjects(
  amo: AmoClient,
  kinds: ReadonlySet<ObjectKind>,
): Promise<AccountObjects> {
  return {
    pipelines: kinds.has('pipelines') ? (await listPipelines(amo)).map(pipelineObject) : null,
    users: kinds.has('users') ? await readUsers(amo) : null,
    leadFields: kinds.has('leadFields') ? (await listCustomFields(amo, 'leads')).map(fieldObject) : null,
  };
}

async function readUsers(amo: AmoClient): Promise<AccountObjects['users']> {
  try {
    const { users } = await listUsers(amo);
    return users.map(userObject);
  } catch (error) {
    if (error instanceof AmoError && error.facts.status === 403) return null;
    throw error;
  }
}

/** A pipeline as settings see it. */
export function pipelineObject({ id, name, is_archive: isArchived, _embedded }: AmoPipeline): PipelineObject {
  const stages = _embedded.statuses.map((stage) => ({
    id: stage.id,
    name: stage.name,
    isUnsorted: stage.type === 1,
  }));
  return { id, name, isArchived, stages };
}

/** A user as settings see it. */
export function userObject({ id, name, rights }: AmoUser): UserObject {
  return { id, name, isActive: rights.is_active };
}

/** A lead field as settings see it. */
export function fieldObject({ id, name, code, type }: AmoCustomField): FieldObject {
  return { id, name, code, type };
}
