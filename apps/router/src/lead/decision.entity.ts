import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { NotTaken, Reason, RouteDecision } from './route-lead.js';

/** What was decided about one lead, with the path of reasons. Rows are only ever added. */
@Entity({ schema: 'router', name: 'decision' })
export class Decision {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column({ ...numberColumn, name: 'lead_id' })
  leadId: number;

  @Column('text')
  kind: RouteDecision['kind'];

  @Column('uuid', { name: 'branch_id', nullable: true })
  branchId: string | null;

  @Column('jsonb')
  reasons: Reason[];

  /** Branches that might have got the lead. */
  @Column('jsonb', { name: 'not_taken', default: [] })
  notTaken: NotTaken[];

  @Column('integer', { name: 'rules_version' })
  rulesVersion: number;

  @Column('text', { name: 'correlation_id' })
  correlationId: string;

  @Column('timestamptz', { name: 'decided_at' })
  decidedAt: Date;
}

/** The columns of a row as a plain object. */
export type DecisionRow = Pick<Decision, keyof Decision>;
