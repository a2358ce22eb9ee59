import { Column, CreateDateColumn, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/**
 * One webhook as it came in. Written once and never updated; kept for some days, so that it can be read again. Every
 * column and index here costs time with each webhook, so there is none without need.
 */
@Entity({ schema: 'gateway', name: 'webhook' })
@Index('webhook_received_at', ['receivedAt'], { type: 'brin' })
export class WebhookEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'received_at' })
  receivedAt: Date;

  @Column('text')
  body: string;
}

/** Up to which webhook everything was read and published. One row; whoever locks it reads. */
@Entity({ schema: 'gateway', name: 'webhook_cursor' })
export class WebhookCursorEntity {
  @PrimaryColumn('integer', { default: 1 })
  id: number;

  @Column('bigint', { name: 'read_to' })
  readTo: string;
}

/** When an account's latest webhook came in. */
@Entity({ schema: 'gateway', name: 'last_webhook' })
export class LastWebhookEntity {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt: Date;
}
