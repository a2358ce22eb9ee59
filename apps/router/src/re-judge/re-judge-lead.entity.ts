import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ReJudgeState } from './decide-re-judge.js';

/**
 * A lead that is to be judged again: `asked` waits for a person's answer, `declined` stays as it is, `released` may go
 * to a branch as soon as the router has a free worker. `recheck` is judged for the record alone: if it could go to a
 * branch by then, the run that follows each change decides about that. A judgement or a step of its transfer that is
 * younger than the row ends it.
 */
@Entity({ schema: 'router', name: 're_judge_lead' })
export class ReJudgeLead {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn({ type: 'bigint', transformer: numberColumn.transformer, name: 'lead_id' })
  leadId: number;

  @Column('text')
  state: ReJudgeState;

  /** The branch it would go to; null: it does not move, only the record of its decision changes. */
  @Column('uuid', { name: 'branch_id', nullable: true })
  branchId: string | null;

  /** Untouched for longer than the rules allow without asking. */
  @Column('boolean', { name: 'is_old' })
  isOld: boolean;

  /** When the lead was made, by which the oldest goes first. */
  @Column('timestamptz', { name: 'lead_at' })
  leadAt: Date;

  /** Since when it is in this state. */
  @Column('timestamptz', { name: 'state_since' })
  stateSince: Date;
}
