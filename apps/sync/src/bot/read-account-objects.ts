import {
  ifAllowed,
  listBots,
  listCustomFields,
  listPipelines,
  listUsers,
  readAccount,
  stagesIn,
  type AmoClient,
} from '@hub/amocrm';
import { entityTypes } from '../configuration/raw-snapshot.js';
import { refuseNameless } from '../snapshot/refuse-nameless.js';
import type { AccountObject, AccountObjects } from './core/account-objects.js';
import type { ReferenceKind } from './core/reference.js';

/**
 * Reads what a bot can name, of the kinds that the API lists. A kind that amoCRM does not give is missing in `read`:
 * nothing is known of it. Throws `UnexpectedAnswer` for an object without a name. Seven calls.
 */
export async function readAccountObjects(amo: AmoClient): Promise<AccountObjects> {
  const objects: AccountObject[] = [];
  const read = new Set<ReferenceKind>();
  const add = (kind: ReferenceKind, found: readonly Omit<AccountObject, 'kind'>[]): void => {
    read.add(kind);
    objects.push(...found.map((one) => ({ kind, ...one })));
  };
  const { task_types: taskTypes, users_groups: groups } = (await readAccount(amo))._embedded;
  add('task_type', refuseNameless(taskTypes, 'task_types').map(named));
  add('user_group', refuseNameless(groups, 'users_groups').map(named));
  const pipelines = refuseNameless(await listPipelines(amo), 'pipelines');
  add('pipeline', pipelines.map(named));
  add(
    'stage',
    pipelines.flatMap((pipeline) =>
      stagesIn(pipeline).map((stage) => ({ ...named(stage), within: String(pipeline.id) })),
    ),
  );
  for (const entity of entityTypes) {
    const fields = refuseNameless(await listCustomFields(amo, entity), entity);
    add(
      'field',
      fields.map((field) => ({
        ...named(field),
        within: entity,
        type: field.type,
        ...(field.code ? { code: field.code } : {}),
      })),
    );
    add(
      'enum',
      fields.flatMap(({ id, enums }) =>
        enums.map((one) => ({ id: String(one.id), name: one.value, within: String(id) })),
      ),
    );
  }
  const users = await ifAllowed(() => listUsers(amo));
  // An account may hide some of its users; then a missing user does not prove that it does not exist.
  if (users && users.unreadable === 0)
    add('user', users.users.filter(({ rights }) => rights.is_active).map(named));
  const bots = await ifAllowed(() => listBots(amo));
  if (bots) add('bot', bots.map(named));
  return { objects, read: [...read] };
}

function named({ id, name }: { id: number; name: string }): Pick<AccountObject, 'id' | 'name'> {
  return { id: String(id), name };
}
