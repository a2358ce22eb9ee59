import { Entity, PrimaryColumn } from 'typeorm';

/**
 * A branch that has a quota. The limits service keeps these with the quotas themselves; the router asks no quotas of
 * others.
 */
@Entity({ schema: 'accounts', name: 'limited_branch' })
export class LimitedBranch {
  @PrimaryColumn('uuid', { name: 'branch_id' })
  branchId: string;
}
