import type { BotChecklistStep } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In, MoreThan, Not, type EntityManager } from 'typeorm';
import { startsOf, type BotStarts } from './bot-starts.js';
import { factsOfFile, type BotFacts } from './bot-facts.js';
import { BotDeliveryEntity } from './bot-delivery.entity.js';
import { BotAnswerEntity, BotEntity, BotVersionEntity } from './bot.entity.js';
import type { BotThere } from './uses-of-bots.js';

/** A version as lists need it: never with its file. */
export type ListedVersion = Pick<BotVersionEntity, 'botId' | 'number' | 'checksum' | 'note' | 'madeAt'> & {
  facts: BotFacts;
};

const listed = { botId: true, number: true, checksum: true, note: true, madeAt: true, facts: true } as const;

@Injectable()
export class BotRepository {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  /** Throws a 404 `Problem`. */
  async get(id: string): Promise<BotEntity> {
    const bot = await this.source.manager.findOneBy(BotEntity, { id });
    if (!bot) throw new Problem(404, message('bots.no-such-bot'));
    return bot;
  }

  /** These bots by id. */
  async byId(ids: readonly string[]): Promise<Map<string, BotEntity>> {
    const bots = await this.source.manager.findBy(BotEntity, { id: In([...ids]) });
    return new Map(bots.map((bot) => [bot.id, bot]));
  }

  /** Bots of one reference account, or of all. */
  async list(referenceId: string | null): Promise<BotEntity[]> {
    return this.source.manager.find(BotEntity, {
      where: referenceId === null ? {} : { referenceId },
      order: { name: 'ASC', id: 'ASC' },
    });
  }

  /** Which bots of a reference account start which. */
  async starts(referenceId: string): Promise<BotStarts> {
    const bots = await this.list(referenceId);
    return startsOf(bots, await this.listVersions(bots.map(({ id }) => id)));
  }

  /**
   * The bot of this name, made when there is none; locked until the transaction ends, so that versions are
   * numbered one after another.
   */
  async lock(tx: EntityManager, made: BotEntity): Promise<BotEntity> {
    const { referenceId, name } = made;
    await tx.createQueryBuilder().insert().into(BotEntity).values(made).orIgnore().execute();
    return tx.findOneOrFail(BotEntity, {
      where: { referenceId, name },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Changes a bot. Throws a 422 `Problem` for an id that another bot of the reference account has. */
  async change(
    bot: BotEntity,
    change: Partial<Pick<BotEntity, 'amoBotId' | 'triggers'>>,
  ): Promise<BotEntity> {
    return inTransaction(this.source, async (tx) => {
      await this.refuseTakenId(tx, { ...bot, ...change });
      await tx.update(BotEntity, { id: bot.id }, change);
      return tx.findOneByOrFail(BotEntity, { id: bot.id });
    });
  }

  /**
   * By the id of a bot it is known which one another starts, so that two of one account never have the same. Throws a 422
   * `Problem` that names the other one.
   */
  async refuseTakenId(
    tx: EntityManager,
    { id, referenceId, amoBotId }: Pick<BotEntity, 'id' | 'referenceId' | 'amoBotId'>,
  ): Promise<void> {
    if (amoBotId === null) return;
    const other = await tx.findOneBy(BotEntity, { id: Not(id), referenceId, amoBotId });
    if (!other) return;
    const facts = { name: other.name, version: (await this.findNewest(tx, other.id))?.number ?? 0 };
    throw new Problem(422, message('problems.wrong-fields'), [
      { path: 'amoBotId', detail: message('bots.id-taken', facts) },
    ]);
  }

  /** Every version of these bots, newest first, without their files. */
  async listVersions(botIds: readonly string[]): Promise<ListedVersion[]> {
    return this.withFacts(
      await this.source.manager.find(BotVersionEntity, {
        select: listed,
        where: { botId: In([...botIds]) },
        order: { number: 'DESC' },
      }),
    );
  }

  /** Single versions, without their files. */
  async listNamed(versions: readonly { botId: string; version: number }[]): Promise<ListedVersion[]> {
    if (versions.length === 0) return [];
    const where = versions.map(({ botId, version: number }) => ({ botId, number }));
    return this.withFacts(await this.source.manager.find(BotVersionEntity, { select: listed, where }));
  }

  /** Checksum and number of a bot's newest version; null when it has none. */
  async findNewest(
    tx: EntityManager,
    botId: string,
  ): Promise<Pick<ListedVersion, 'number' | 'checksum'> | null> {
    return tx.findOne(BotVersionEntity, {
      select: { botId: true, number: true, checksum: true },
      where: { botId },
      order: { number: 'DESC' },
    });
  }

  /** Rows of older versions do not keep the facts: they are read out of the file once and kept. */
  private async withFacts(rows: readonly BotVersionEntity[]): Promise<ListedVersion[]> {
    return Promise.all(
      rows.map(async ({ facts, ...row }) => {
        if (facts) return { ...row, facts };
        const { botId, number } = row;
        const { file } = await this.version(botId, number);
        const read = factsOfFile(file);
        await this.source.manager.update(BotVersionEntity, { botId, number }, { facts: read });
        return { ...row, facts: read };
      }),
    );
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
    const found = await this.findDelivery(id);
    if (!found) throw new Problem(404, message('bots.no-such-delivery'));
    return found;
  }

  /** Null: there is none, or it was erased with its account. */
  async findDelivery(id: string): Promise<BotDeliveryEntity | null> {
    return this.source.manager.findOneBy(BotDeliveryEntity, { id });
  }

  /** The delivery of one file, locked until the transaction ends. */
  async lockDelivery(
    tx: EntityManager,
    where: Pick<BotDeliveryEntity, 'botId' | 'version' | 'accountId' | 'checksum'>,
  ): Promise<BotDeliveryEntity> {
    return tx.findOneOrFail(BotDeliveryEntity, { where, lock: { mode: 'pessimistic_write' } });
  }

  /** Whether the branch got another file of the bot after this one. */
  async isReplaced(tx: EntityManager, { id, botId, accountId, madeAt }: BotDeliveryEntity): Promise<boolean> {
    return tx.existsBy(BotDeliveryEntity, { id: Not(id), botId, accountId, madeAt: MoreThan(madeAt) });
  }

  /** Newest first. */
  async deliveriesTo(accountId: string): Promise<BotDeliveryEntity[]> {
    return this.source.manager.find(BotDeliveryEntity, {
      where: { accountId },
      order: { madeAt: 'DESC', id: 'DESC' },
    });
  }

  /** Deliveries of these bots to these accounts, newest first. */
  async listDeliveries(
    botIds: readonly string[],
    accountIds: readonly string[],
  ): Promise<BotDeliveryEntity[]> {
    return this.source.manager.find(BotDeliveryEntity, {
      where: { botId: In([...botIds]), accountId: In([...accountIds]) },
      order: { madeAt: 'DESC', id: 'DESC' },
    });
  }

  /**
   * The bots that are installed in an account or are being delivered to it: of each the newest delivery, and the newest
   * that was installed.
   */
  async listThere(accountId: string): Promise<BotThere[]> {
    const deliveries = await this.deliveriesTo(accountId);
    if (deliveries.length === 0) return [];
    const newest = deliveries.filter((one, at) => {
      const later = deliveries.slice(0, at).filter(({ botId }) => botId === one.botId);
      return (
        later.length === 0 || (one.amoBotId !== null && later.every(({ amoBotId }) => amoBotId === null))
      );
    });
    const bots = await this.byId(newest.map(({ botId }) => botId));
    return (await this.listNamed(newest)).map(({ botId, facts }) => {
      return { name: bots.get(botId)?.name ?? '', names: facts.names };
    });
  }

  /**
   * Records that the branch has the task, unless the delivery began anew meanwhile: its mark is another, and the job of the
   * new mark writes its own task. False then: the task that was written stays in the branch, and its mark proves nothing. One that
   * was declared installed or proved meanwhile stays so.
   */
  async recordTask(
    tx: EntityManager,
    { id, mark }: Pick<BotDeliveryEntity, 'id' | 'mark'>,
    taskId: number,
    now: Date,
  ): Promise<boolean> {
    const [, count]: [unknown, number] = await tx.query(
      `UPDATE sync.bot_delivery SET task_id = $3, changed_at = $4,
         state = CASE state WHEN 'delivering' THEN 'delivered' ELSE state END WHERE id = $1 AND mark = $2`,
      [id, mark, taskId, now],
    );
    return count > 0;
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

  /** Ticks a step of the checklist off, or takes the tick back for null. Ticks of others at the same moment stay. */
  async tick(id: string, step: BotChecklistStep, by: string | null, now: Date): Promise<BotDeliveryEntity> {
    await this.source.query(
      `UPDATE sync.bot_delivery SET changed_at = $4, ticks = CASE WHEN $3::text IS NULL THEN ticks - $2
         ELSE ticks || jsonb_build_object($2::text, $3::text) END WHERE id = $1`,
      [id, step, by, now],
    );
    return this.delivery(id);
  }

  /** Declared installed. A delivery that was proved meanwhile stays so. */
  async declare(
    id: string,
    { by, amoBotId, isSeen }: { by: string; amoBotId: number; isSeen: boolean },
    now: Date,
  ): Promise<BotDeliveryEntity> {
    await this.source.query(
      `UPDATE sync.bot_delivery SET amo_bot_id = $2, declared_by = $3, seen_in_list = $4, changed_at = $5,
         state = CASE state WHEN 'proved' THEN state ELSE 'declared-installed' END WHERE id = $1`,
      [id, amoBotId, by, isSeen, now],
    );
    return this.delivery(id);
  }

  /** Proved by a lead that carries its mark. */
  async markRan(id: string, leadId: number, now: Date): Promise<BotDeliveryEntity> {
    await this.source.manager.update(
      BotDeliveryEntity,
      { id },
      { state: 'proved', ranOn: leadId, changedAt: now },
    );
    return this.delivery(id);
  }

  async markProved(id: string, now: Date): Promise<BotDeliveryEntity> {
    await this.source.manager.update(BotDeliveryEntity, { id }, { state: 'proved', changedAt: now });
    return this.delivery(id);
  }
}
