import type { EntityBase } from '../state/entity.js';
import type { User } from '../state/user.js';
import { ApiProblem } from './problem.js';

type Deed = 'view' | 'edit' | 'delete' | 'export';

/**
 * Whether a user may do this to an entity (config 5.2): letters A, G, M, D, and for leads the rights of the stage the
 * lead is in, which win over the general ones.
 */
export function mayDo(
  user: User,
  deed: Deed,
  kind: 'leads' | 'contacts' | 'companies',
  entity: Pick<EntityBase, 'responsible_user_id' | 'group_id'> & { status_id?: number; pipeline_id?: number },
): boolean {
  if (user.is_admin) return true;
  const ofStage = user.rights.status_rights?.find(
    (right) =>
      kind === 'leads' && right.pipeline_id === entity.pipeline_id && right.status_id === entity.status_id,
  )?.rights[deed];
  switch (ofStage ?? user.rights[kind][deed]) {
    case 'A':
      return true;
    case 'G':
      return entity.group_id === (user.group_id ?? 0) || entity.responsible_user_id === user.id;
    case 'M':
      return entity.responsible_user_id === user.id;
    case 'D':
    case 'L':
      return false;
  }
}

/** Whether a user may make such cards at all: `add` knows only A and D. */
export function mayAdd(user: User, kind: 'leads' | 'contacts' | 'companies'): boolean {
  return user.is_admin || user.rights[kind].add === 'A';
}

/** Throws the 403 of a missing right. */
export function demand(allowed: boolean): void {
  if (!allowed) throw new ApiProblem(403, 'Forbidden');
}
