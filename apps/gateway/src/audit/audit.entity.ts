import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** Who changed what. `outcome` stays `unknown` when nobody can say whether it was done: see `Audit.around`. */
@Entity({ schema: 'gateway', name: 'audit' })
@Index('audit_at', ['at', 'id'])
export class AuditEntity {
  @PrimaryColumn('uuid')
  id: string;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  at: Date;

  @Column('uuid', { name: 'actor_id' })
  actorId: string;

  @Column('text')
  actor: string;

  @Column('text')
  action: string;

  @Column('text', { name: 'correlation_id' })
  correlationId: string;

  @Column('text', { default: 'unknown' })
  outcome: 'unknown' | 'done' | 'refused';

  @Column('jsonb', { nullable: true })
  request: object | null;

  @Column('jsonb', { nullable: true })
  before: object | null;

  @Column('jsonb', { nullable: true })
  after: object | null;
}
