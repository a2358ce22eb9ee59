import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Role } from '../route/decide-access.js';

/** One key of the REST API. The key itself is not kept, only its SHA-256. */
@Entity({ schema: 'gateway', name: 'api_key' })
export class ApiKeyEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  /** The first characters of the key, so that a person can distinguish keys. */
  @Column('text')
  prefix: string;

  @Index('api_key_hash', { unique: true })
  @Column('text')
  hash: string;

  @Column('text')
  role: Role;

  /** Null: not tied to branches. */
  @Column('uuid', { name: 'branch_ids', array: true, nullable: true })
  branchIds: string[] | null;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3, name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
