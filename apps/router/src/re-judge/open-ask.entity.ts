import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One question to a person: may the `asked` leads of this HQ account be handed over? Open as long as the row is there. */
@Entity({ schema: 'router', name: 'open_ask' })
export class OpenAsk {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @Column('integer')
  leads: number;

  /** How many of them were not changed for longer than the rules allow. */
  @Column('integer')
  old: number;

  @Column({ ...numberColumn, name: 'oldest_lead_id' })
  oldestLeadId: number;

  @Column('timestamptz', { name: 'asked_at' })
  askedAt: Date;
}
