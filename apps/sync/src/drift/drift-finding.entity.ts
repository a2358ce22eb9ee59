import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { KindName } from '../kind/kind-name.js';
import type { Drift } from './find-drift.js';
import type { Ending } from './follow-findings.js';

/** A proposal to take a finding over into the next release. */
export interface Proposal {
  note: string;
  by: string;
  at: string;
}

/** One managed object that was found to differ from its release. One living row per account and object. */
@Entity({ schema: 'sync', name: 'drift_finding' })
export class DriftFinding {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('uuid', { name: 'release_id' })
  releaseId: string;

  @Column('text')
  kind: KindName;

  @Column('text')
  key: string;

  /** As the last reading found it. */
  @Column('jsonb')
  drift: Drift;

  /** The last reading without it; null when there was none. */
  @Column('timestamptz', { name: 'absent_at', nullable: true })
  absentAt: Date | null;

  /** The first reading with it. */
  @Column('timestamptz', { name: 'seen_at' })
  seenAt: Date;

  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt: Date;

  @Column('timestamptz', { name: 'gone_at', nullable: true })
  goneAt: Date | null;

  @Column('text', { nullable: true })
  ending: Ending | null;

  /** How often it came back after the account was as the release says. */
  @Column('int')
  returns: number;

  @Column('jsonb', { nullable: true })
  proposal: Proposal | null;
}
