import type { AmoClient } from './amo-client.js';
import { listCustomFields } from './custom-fields.js';
import { AmoError } from './errors.js';
import { listPipelines } from './pipelines.js';
import { listUsers } from './users.js';

/** What of an account settings may name by id. A part that was not asked for, or that amoCRM does not show, is null. */
export interface AccountObjects {
  pipelines: PipelineObject[] | null;
  users: { id: number; name: string; isActive: boolean }[] | null;
  leadFields: { id: number; name: string; code: string | null; type: string }[] | null;
}

export interface PipelineObject {
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
    pipelines: kinds.has('pipelines') ? await readPipelines(amo) : null,
    users: kinds.has('users') ? await readUsers(amo) : null,
    leadFields: kinds.has('leadFields') ? await readLeadFields(amo) : null,
  };
}

async function readPipelines(amo: AmoClient): Promise<PipelineObject[]> {
  return (await listPipelines(amo)).map(({ id, name, is_archive: isArchived, _embedded }) => ({
    id,
    name,
    isArchived,
    stages: _embedded.statuses.map((stage) => ({
      id: stage.id,
      name: stage.name,
      isUnsorted: stage.type === 1,
    })),
  }));
}

async function readUsers(amo: AmoClient): Promise<AccountObjects['users']> {
  try {
    const { users } = await listUsers(amo);
    return users.map(({ id, name, rights }) => ({ id, name, isActive: rights.is_active }));
  } catch (error) {
    if (error instanceof AmoError && error.facts.status === 403) return null;
    throw error;
  }
}

async function readLeadFields(amo: AmoClient): Promise<AccountObjects['leadFields']> {
  const fields = await listCustomFields(amo, 'leads');
  return fields.map(({ id, name, code, type }) => ({ id, name, code, type }));
}
