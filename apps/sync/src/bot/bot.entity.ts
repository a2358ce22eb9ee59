import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BotFacts } from './bot-facts.js';
import type { AccountObject } from './core/account-objects.js';

/** A bot of a reference account. Its name is its identity there: a file does not say which bot it is. */
@Entity({ schema: 'sync', name: 'bot' })
export class BotEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'reference_id' })
  referenceId: string;

  @Column('text')
  name: string;

  /** Its id in the reference account, by which other bots start it. */
  @Column({ ...numberColumn, name: 'amo_bot_id', nullable: true })
  amoBotId: number | null;

  /** What starts it, kept by hand. */
  @Column('text', { nullable: true })
  triggers: string | null;

  @Column('timestamptz', { name: 'made_at' })
  madeAt: Date;
}

/** One uploaded file. Rows are never changed. */
@Entity({ schema: 'sync', name: 'bot_version' })
export class BotVersionEntity {
  @PrimaryColumn('uuid', { name: 'bot_id' })
  botId: string;

  @PrimaryColumn('int')
  number: number;

  @Column('text')
  checksum: string;

  /** As it was uploaded, with the ids of the reference account: it never leaves the hub. */
  @Column('text')
  file: string;

  /** The objects of the reference account that it names, as they were then. */
  @Column('jsonb')
  objects: AccountObject[];

  /** Null in rows of older versions. */
  @Column('jsonb', { nullable: true })
  facts: BotFacts | null;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('timestamptz', { name: 'made_at' })
  madeAt: Date;
}

/** The branch's counterpart of an object of the reference account, as a person answered. */
@Entity({ schema: 'sync', name: 'bot_answer' })
export class BotAnswerEntity {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn('uuid', { name: 'reference_id' })
  referenceId: string;

  @PrimaryColumn('text')
  kind: string;

  @PrimaryColumn('text')
  ref: string;

  @Column('text')
  value: string;

  @Column('text', { name: 'answered_by' })
  answeredBy: string;

  @Column('timestamptz', { name: 'answered_at' })
  answeredAt: Date;
}
