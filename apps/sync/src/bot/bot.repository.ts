import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BotDeliveryEntity } from './bot-delivery.entity.js';
import { BotAnswerEntity, BotEntity, BotVersionEntity } from './bot.entity.js';

@Injectable()
export class BotRepository {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  /** Throws a 404 `Problem`. */
  async get(id: string): Promise<BotEntity> {
    const bot = await this.source.manager.findOneBy(BotEntity, { id });
    if (!bot) throw new Problem(404, message('bots.no-such-bot'));
    return bot;
  }

  /** Bots of one reference account, or of all. */
  async list(referenceId: string | null): Promise<BotEntity[]> {
    return this.source.manager.find(BotEntity, {
      where: referenceId === null ? {} : { referenceId },
      order: { name: 'ASC', id: 'ASC' },
    });
  }

  /** The bot of this name, made when there is none; locked until the transaction ends, so that versions get their numbers in turn. */
  async lock(tx: EntityManager, made: BotEntity): Promise<BotEntity> {
    const { referenceId, name } = made;
    await tx.createQueryBuilder().insert().into(BotEntity).values(made).orIgnore().execute();
    return tx.findOneOrFail(BotEntity, {
      where: { referenceId, name },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async change(
    bot: BotEntity,
    change: Partial<Pick<BotEntity, 'amoBotId' | 'triggers'>>,
  ): Promise<BotEntity> {
    await this.source.manager.update(BotEntity, { id: bot.id }, change);
    return this.get(bot.id);
  }

  /** Newest first. */
  async versionsOf(botId: string, tx: EntityManager = this.source.manager): Promise<BotVersionEntity[]> {
    return tx.find(BotVersionEntity, { where: { botId }, order: { number: 'DESC' } });
  }

  /** One version, the newest when null. Throws a 404 `Problem`. */
  async version(botId: string, number: number | null): Promise<BotVersionEntity> {
    const found = await this.source.manager.findOne(BotVersionEntity, {
      where: { botId, ...(number === null ? {} : { number }) },
      order: { number: 'DESC' },
    });
    if (!found) throw new Problem(404, message('bots.no-such-version'));
    return found;
  }

  /** What a branch answered about one reference account. */
  async answersOf(accountId: string, referenceId: string): Promise<BotAnswerEntity[]> {
    return this.source.manager.find(BotAnswerEntity, {
      where: { accountId, referenceId },
      order: { kind: 'ASC', ref: 'ASC' },
    });
  }

  /** Throws a 404 `Problem`. */
  async delivery(id: string): Promise<BotDeliveryEntity> {
    const found = await this.source.manager.findOneBy(BotDeliveryEntity, { id });
    if (!found) throw new Problem(404, message('bots.no-such-delivery'));
    return found;
  }

  /** Newest first. */
  async deliveriesTo(accountId: string): Promise<BotDeliveryEntity[]> {
    return this.source.manager.find(BotDeliveryEntity, {
      where: { accountId },
      order: { madeAt: 'DESC', id: 'DESC' },
    });
  }

  /** The task stands in the branch. A delivery that was declared installed or proved meanwhile stays so. */
  async recordTask(tx: EntityManager, id: string, taskId: number, now: Date): Promise<void> {
    await tx.query(
      `UPDATE sync.bot_delivery SET task_id = $2, changed_at = $3,
         state = CASE state WHEN 'delivering' THEN 'delivered' ELSE state END WHERE id = $1`,
      [id, taskId, now],
    );
  }

  /** Newest first; `before` are moment and id of the last row of the page before. */
  async deliveryPage(
    accountId: string,
    before: readonly string[] | null,
    limit: number,
  ): Promise<BotDeliveryEntity[]> {
    const query = this.source.manager
      .createQueryBuilder(BotDeliveryEntity, 'delivery')
      .where('delivery.accountId = :accountId', { accountId })
      .orderBy('delivery.madeAt', 'DESC')
      .addOrderBy('delivery.id', 'DESC')
      .take(limit);
    const [at, id] = before ?? [];
    if (before) query.andWhere('(delivery.madeAt, delivery.id) < (:at::timestamptz, :id::uuid)', { at, id });
    return query.getMany();
  }

  async changeDelivery(
    id: string,
    change: Partial<
      Pick<BotDeliveryEntity, 'state' | 'amoBotId' | 'declaredBy' | 'seenInList' | 'ticks' | 'changedAt'>
    >,
  ): Promise<BotDeliveryEntity> {
    await this.source.manager.update(BotDeliveryEntity, { id }, change);
    return this.delivery(id);
  }
}
