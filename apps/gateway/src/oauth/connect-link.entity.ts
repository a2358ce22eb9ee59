import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One connect link that was handed out, by the nonce in its state. It connects once. */
@Entity({ schema: 'gateway', name: 'connect_link' })
@Index('connect_link_account', ['accountId'])
export class ConnectLinkEntity {
  @PrimaryColumn('uuid')
  nonce: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  /** When a consent came with it; null again when that consent connected nothing. */
  @Column('timestamptz', { name: 'spent_at', nullable: true })
  spentAt: Date | null;
}
