import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One webhook as it came in. Kept for some days after it was read, so that it can be read again. */
@Entity({ schema: 'gateway', name: 'webhook' })
@Index('webhook_unread', ['id'], { where: 'read_at IS NULL' })
@Index('webhook_received_at', ['accountId', 'receivedAt'])
export class WebhookEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('text', { name: 'correlation_id' })
  correlationId: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'received_at' })
  receivedAt: Date;

  @Column('text')
  body: string;

  /** Null until the body was read and its changes were published. */
  @Column({ type: 'timestamptz', name: 'read_at', nullable: true })
  readAt: Date | null;
}
