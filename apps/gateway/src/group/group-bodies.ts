import type { Account, ReferenceGroup } from '@hub/accounts';
import { IdField, IntField, MomentField, TextField } from '@hub/contracts';

export class GroupPath {
  @IdField({ description: 'The reference group' })
  groupId: string;
}

export class GroupBody {
  @TextField({
    description: 'Name of the brand or format, unique in the franchise',
    max: 200,
    example: 'Кухни',
  })
  name: string;
}

export class GroupView extends GroupBody {
  @IdField({ description: 'The reference group' })
  groupId: string;

  @IdField({
    description: 'The account its releases are read from; null while there is none',
    optional: true,
  })
  referenceAccountId: string | null;

  @IntField({ description: 'Branch accounts that follow it' })
  branches: number;

  @MomentField({ description: 'When it was added' })
  createdAt: Date;
}

/** A group as REST shows it; `accounts` are those that are not removed, of whatever group. */
export function viewGroup({ id, name, createdAt }: ReferenceGroup, accounts: readonly Account[]): GroupView {
  const own = accounts.filter(({ groupId }) => groupId === id);
  return {
    groupId: id,
    name,
    referenceAccountId: own.find(({ roles }) => roles.includes('reference'))?.id ?? null,
    branches: own.filter(({ roles }) => roles.includes('branch')).length,
    createdAt,
  };
}
