import type { AmoClient } from '@hub/amocrm';
import { ifAllowed, readAll } from '@hub/amocrm/pure';
import type { RawSnapshot, RawStageLink } from '../configuration/raw-snapshot.js';

type RawRoles = NonNullable<RawSnapshot['roles']>;

/**
 * The roles and the stages they name: a warning for removals, never a reason to stop. External integrations may not
 * read them and get undefined. Sources are not read, because amoCRM shows an integration only its own (sheet 5.6).
 */
export async function readRoles(amo: AmoClient): Promise<RawRoles | undefined> {
  const read = () => readAll(amo, { path: '/api/v4/roles', key: 'roles', read: role });
  return (await ifAllowed(read)) ?? undefined;
}

function role(value: unknown): RawRoles[number] {
  const { id, name, rights } = value as {
    id: number;
    name?: string;
    rights?: { status_rights?: RawStageLink[] | null };
  };
  return { id, name: name ?? String(id), rights: { status_rights: rights?.status_rights ?? [] } };
}
