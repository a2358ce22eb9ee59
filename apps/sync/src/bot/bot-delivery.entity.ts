import type { BotChecklistStep, BotDeliveryState } from '@hub/contracts';
import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The delivery of one file of a bot to one branch. Another file of the same version is another delivery. */
@Entity({ schema: 'sync', name: 'bot_delivery' })
export class BotDeliveryEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'bot_id' })
  botId: string;

  @Column('int')
  version: number;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('text')
  state: BotDeliveryState;

  /** SHA-256 of the content for the branch, without the bot's name: what is downloaded has to be what was delivered. */
  @Column('text')
  checksum: string;

  /**
   * Ids that the file has for bots it starts, by their ids in the reference. Null: it was made before that was kept.
   */
  @Column('jsonb', { nullable: true })
  started: Record<string, string> | null;

  /** Part of the bot's name in the branch and of its task. */
  @Column('text')
  mark: string;

  /** Id of the new bot in the branch. */
  @Column({ ...numberColumn, name: 'amo_bot_id', nullable: true })
  amoBotId: number | null;

  @Column('text', { name: 'declared_by', nullable: true })
  declaredBy: string | null;

  /** The bot was in the account's own list under its mark, and on. */
  @Column('boolean', { name: 'seen_in_list' })
  seenInList: boolean;

  /** Step of the checklist → who ticked it off. */
  @Column('jsonb')
  ticks: Partial<Record<BotChecklistStep, string>>;

  @Column({ ...numberColumn, name: 'task_id', nullable: true })
  taskId: number | null;

  @Column('timestamptz', { name: 'write_begun_at', nullable: true })
  writeBegunAt: Date | null;

  @Column('timestamptz', { name: 'write_repeated_at', nullable: true })
  writeRepeatedAt: Date | null;

  /** The lead in which its mark was found: a lead that it handled. */
  @Column({ ...numberColumn, name: 'ran_on', nullable: true })
  ranOn: number | null;

  @Column('text', { name: 'made_by' })
  madeBy: string;

  @Column('timestamptz', { name: 'made_at' })
  madeAt: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;
}
