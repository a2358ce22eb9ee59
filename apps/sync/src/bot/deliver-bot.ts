import { createHash, randomUUID } from 'node:crypto';
import { AccountRepository, type Account } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { packText, type BotDelivery, type DeliverBot, type PackedBotFile } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { whyNotWritten } from '../plan-run/why-not-written.js';
import { BotDeliveryEntity } from './bot-delivery.entity.js';
import type { BotFacts } from './bot-facts.js';
import type { BotStarts } from './bot-starts.js';
import type { BotEntity, BotVersionEntity } from './bot.entity.js';
import { BotRepository } from './bot.repository.js';
import { questionView } from './bot-view.js';
import { markBot } from './core/mark-bot.js';
import type { Bot } from './core/read-bot.js';
import { writeBot } from './core/rewrite-bot.js';
import { botNameOf, deliveryView } from './delivery-view.js';
import { LoadBot } from './load-bot.js';
import type { Starting } from './replaced-starts.js';

/** The most open questions that one refusal names. */
const mostQuestions = 50;

/** The job that puts the task into the branch account. */
export interface DeliveryJob {
  deliveryId: string;
  accountId: string;
}

/** A delivery of which nothing is known yet. What an earlier import under another mark has done says nothing about it. */
const asNew = (): Partial<BotDeliveryEntity> => ({
  mark: `hub-${randomUUID().slice(0, 8)}`,
  state: 'delivering',
  amoBotId: null,
  declaredBy: null,
  seenInList: false,
  ticks: {},
  taskId: null,
  writeBegunAt: null,
  writeRepeatedAt: null,
  ranOn: null,
});

/** Makes the files of branches. Nothing else in the hub writes a bot's file. A bot with an open question gets none. */
@Injectable()
export class DeliverBots {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(Bus) private readonly bus: Bus,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(BotRepository) private readonly bots: BotRepository,
    @Inject(LoadBot) private readonly load: LoadBot,
  ) {}

  /**
   * Delivers a version to a branch: the file is ready, and a task describes what to do with it. The same file again is
   * the same delivery; if another file was delivered since, its steps begin anew, with another mark. Throws a `Problem`: 404
   * for what is not there, 422 for an account of another reference group, 409 while a question is open, or while the account
   * is not to be written.
   */
  async deliver({ botId, accountId, version, by }: DeliverBot, correlationId: string): Promise<BotDelivery> {
    const bot = await this.bots.get(botId);
    const found = await this.bots.version(botId, version ?? null);
    const account = await this.load.account(accountId);
    await this.refuseOther(bot, account);
    const refusal = whyNotWritten(account);
    if (refusal !== null) throw new Problem(409, refusal);
    const made = await this.make(bot, found, accountId);
    const now = new Date();
    const row = await inTransaction(this.source, async (tx) => {
      // Nothing would erase a delivery to an account that was off-boarded while the file was made.
      const refusalNow = whyNotWritten(await this.accounts.lockForRead(tx, accountId));
      if (refusalNow !== null) throw new Problem(409, refusalNow);
      const id = randomUUID();
      const key = { botId, version: found.number, accountId, checksum: sumOf(made) };
      const { started } = made;
      const fresh = Object.assign(new BotDeliveryEntity(), {
        ...key,
        id,
        ...asNew(),
        started,
        madeBy: by,
        madeAt: now,
        changedAt: now,
      });
      await tx.createQueryBuilder().insert().into(BotDeliveryEntity).values(fresh).orIgnore().execute();
      const kept = await this.bots.lockDelivery(tx, key);
      const isReturn = await this.bots.isReplaced(tx, kept);
      // Delivering an older file again resets all its steps.
      if (isReturn) Object.assign(kept, asNew(), { madeBy: by, madeAt: now, changedAt: now });
      // The same file starts the same bots.
      if (isReturn || kept.started === null) await tx.save(Object.assign(kept, { started }));
      const job: DeliveryJob = { deliveryId: kept.id, accountId };
      if (kept.taskId === null) {
        const key = `${accountId}:bots`;
        const jobId = isReturn ? randomUUID() : kept.id;
        const isNew = await this.bus.enqueue(tx, 'sync.bot-task', job, { key, correlationId, id: jobId });
        // Work that was given up, say while the account was suspended, is due again.
        if (!isNew) await this.bus.reviveKeys(tx, 'sync.bot-task', [key]);
      }
      return kept;
    });
    return this.view(row);
  }

  /**
   * The file of a delivery, made anew from what the branch has now. Throws a `Problem` 409 when that is not what was
   * delivered: an id has gone, an answer was changed, or a bot that it starts has a new id; 422 when the account went to
   * another reference group.
   */
  async file(deliveryId: string): Promise<PackedBotFile> {
    const { row, bot, text } = await this.current(deliveryId);
    const botName = botNameOf(bot, row);
    const fileName = `${botName.replace(/[^\p{L}\p{N} ._-]+/gu, ' ')}.json`;
    return { fileName, botName, checksum: row.checksum, packed: packText(text) };
  }

  /** The file of a delivery as it is now, under the same conditions. */
  async current(deliveryId: string): Promise<{ row: BotDeliveryEntity; bot: BotEntity; text: string }> {
    const row = await this.bots.delivery(deliveryId);
    const bot = await this.bots.get(row.botId);
    await this.refuseOther(bot, await this.load.account(row.accountId));
    const version = await this.bots.version(row.botId, row.version);
    const made = await this.make(bot, version, row.accountId);
    if (sumOf(made) !== row.checksum) throw new Problem(409, message('bots.changed-since'));
    return { row, bot, text: writeBot(markedBot(made, row.mark), botNameOf(bot, row)) };
  }

  /** Why the task of a delivery must not be placed in its account as that is now; null when it may. */
  async whyNotPlaced({ botId, accountId }: BotDeliveryEntity): Promise<Message | null> {
    const account = await this.accounts.find(accountId);
    const refusal = whyNotWritten(account);
    if (refusal !== null || account === null) return refusal;
    return this.load.whyNotFor(await this.bots.get(botId), account);
  }

  private async refuseOther(bot: BotEntity, account: Account): Promise<void> {
    const refusal = await this.load.whyNotFor(bot, account);
    if (refusal !== null) throw new Problem(422, refusal);
  }

  async view(row: BotDeliveryEntity): Promise<BotDelivery> {
    const [view] = await this.views(row.accountId, [row]);
    if (!view) throw new Error('a delivery has lost its bot');
    return view;
  }

  /** Deliveries to one account as the API shows them. */
  async views(accountId: string, rows: readonly BotDeliveryEntity[]): Promise<BotDelivery[]> {
    const all = await this.bots.deliveriesTo(accountId);
    const there = all.filter((one, at) => all.findIndex(({ botId }) => botId === one.botId) === at);
    const bots = await this.bots.byId([...rows, ...there].map(({ botId }) => botId));
    const versions = await this.bots.listNamed([...rows, ...there]);
    const starts = new Map<string, BotStarts>();
    for (const { referenceId } of bots.values())
      if (!starts.has(referenceId)) starts.set(referenceId, await this.bots.starts(referenceId));
    const circle = (bot: BotEntity | undefined) => (bot && starts.get(bot.referenceId)?.circle(bot.id)) ?? [];
    const factsOf = (of: Pick<BotDeliveryEntity, 'botId' | 'version'>) =>
      versions.find(({ botId, number }) => botId === of.botId && number === of.version)?.facts;
    const starting: Starting = {
      ...{ all, bots },
      startsOf: (of) => factsOf(of)?.starts ?? [],
      circleOf: (botId) => circle(bots.get(botId)).map(({ id }) => id),
    };
    return rows.flatMap((row) => {
      const bot = bots.get(row.botId);
      const facts = factsOf(row);
      if (!bot || !facts) return [];
      const inCircle = circleIn(facts, starts.get(bot.referenceId)?.circle(bot.id, facts.starts) ?? []);
      return [deliveryView(row, { bot, facts, circle: inCircle, starting, all })];
    });
  }

  /** The bot with the branch's ids. Throws a `Problem` 409 that names every open question. */
  private async make(bot: BotEntity, version: BotVersionEntity, accountId: string): Promise<Made> {
    const { bot: made, questions, ...rest } = await this.load.inBranch(bot, version, accountId);
    if (made) return { made, ...rest };
    const open = questions.filter(({ reason }) => reason !== null);
    throw new Problem(
      409,
      message('bots.not-ready', { count: open.length }),
      open.slice(0, mostQuestions).map((one) => ({
        path: `answers.${one.kind}.${one.ref}`,
        detail: questionView(one).text,
      })),
    );
  }
}

/** A bot with the branch's ids, and the branch's field for its mark. */
interface Made {
  readonly made: Bot;
  readonly markFieldId: number | null;
  readonly started: Record<string, string>;
}

/** The bot as it is delivered: where the branch has the field for it, its first action writes the mark into the lead. */
function markedBot({ made, markFieldId }: Pick<Made, 'made' | 'markFieldId'>, mark: string): Bot {
  return markFieldId === null ? made : markBot(made, { fieldId: markFieldId, text: mark });
}

/** Names of the bots of a circle that this version starts itself. */
function circleIn({ starts }: BotFacts, circle: ReturnType<BotStarts['circle']>): string[] {
  return circle.filter(({ amoBotId }) => starts.includes(String(amoBotId))).map(({ name }) => name);
}

/** Without a name and a mark: they are the delivery's own. */
function sumOf(made: Made): string {
  return createHash('sha256')
    .update(writeBot(markedBot(made, ''), null))
    .digest('hex');
}
