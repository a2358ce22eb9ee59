import { numberColumn } from '@hub/database';
import type { Message } from '@hub/messages';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A lead that the journal shows in the stock and that is not offered for a time: another person has just changed it
 * (`problem` is null), or amoCRM refused to hand it over. `refusals`: how many times in a row for reasons of its own.
 */
@Entity({ schema: 'limits', name: 'set_aside' })
export class SetAside {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn({ type: 'bigint', transformer: numberColumn.transformer, name: 'lead_id' })
  leadId: number;

  /** When it was set aside first. */
  @Column('timestamptz')
  since: Date;

  @Column('timestamptz')
  until: Date;

  @Column('integer')
  refusals: number;

  /** What amoCRM said last. */
  @Column('jsonb', { nullable: true })
  problem: Message | null;
}
