import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** One POST that carried an `Idempotency-Key`, and its answer. */
@Entity({ schema: 'gateway', name: 'idempotency' })
@Index('idempotency_started_at', ['startedAt'])
export class IdempotencyEntity {
  @PrimaryColumn('uuid', { name: 'caller_id' })
  callerId: string;

  @PrimaryColumn('text')
  key: string;

  @Column('text', { name: 'body_hash' })
  bodyHash: string;

  @Column('boolean', { name: 'is_done', default: false })
  isDone: boolean;

  @Column('jsonb', { nullable: true })
  answer: object | null;

  /** The answer had a secret: it was shown once and is not kept. */
  @Column('boolean', { name: 'has_secret', default: false })
  hasSecret: boolean;

  @CreateDateColumn({ type: 'timestamptz', name: 'started_at' })
  startedAt: Date;
}
