import { Reply } from '@hub/bus';
import {
  AnswerBot,
  BotAnswersQuery,
  BotDifferenceRequest,
  BotPath,
  BotQuery,
  ChangeBot,
  decodeCursor,
  OutlineRequest,
  pageOf,
  ReadinessRequest,
  UploadBot,
  type BotAnswers,
  type BotDifference,
  type BotOutline,
  type BotPage,
  type BotReadiness,
  type BotView,
  type CursorShape,
} from '@hub/contracts';
import { Controller, Inject } from '@nestjs/common';
import { groupBy } from '../plan/match-objects.js';
import { AnswerBots } from './answer-bots.js';
import type { BotEntity, BotVersionEntity } from './bot.entity.js';
import { BotRepository } from './bot.repository.js';
import { startsOf } from './bot-starts.js';
import { botView, questionView } from './bot-view.js';
import { compareOutlines } from './core/compare-outlines.js';
import { outlineBot, type OutlineStep } from './core/outline-bot.js';
import { LoadBot } from './load-bot.js';
import { orderByNeed } from './order-bots.js';
import { TakeBot } from './take-bot.js';

const cursors: CursorShape = { list: 'bots', parts: ['number'] };

/** Bots of reference accounts and what branches say about them. No answer here carries a file. */
@Controller()
export class BotResponder {
  constructor(
    @Inject(BotRepository) private readonly bots: BotRepository,
    @Inject(LoadBot) private readonly load: LoadBot,
    @Inject(TakeBot) private readonly taker: TakeBot,
    @Inject(AnswerBots) private readonly answering: AnswerBots,
  ) {}

  @Reply('sync.bots.upload')
  async upload(request: UploadBot): Promise<BotView> {
    return this.view(await this.taker.take(request));
  }

  /** In the order of delivery: a bot comes after those it starts. */
  @Reply('sync.bots.list')
  async list({ referenceId, cursor, limit }: BotQuery): Promise<BotPage> {
    const size = limit ?? 50;
    const from = cursor ? Number(decodeCursor(cursors, cursor)[0]) : 0;
    const bots = await this.bots.list(referenceId ?? null);
    const versions = await this.bots.listVersions(bots.map(({ id }) => id));
    const versionsOf = groupBy(versions, ({ botId }) => botId);
    const starts = startsOf(bots, versions);
    const byId = new Map(bots.map((bot) => [bot.id, bot]));
    const ordered = orderByNeed(bots, (bot) =>
      starts.startedBy(bot.id).flatMap(({ id }) => byId.get(id) ?? []),
    );
    const { items, nextCursor } = pageOf(ordered.slice(from, from + size + 1), size, cursors, () => [
      String(from + size),
    ]);
    return { items: items.map((bot) => botView(bot, versionsOf.get(bot.id) ?? [], starts)), nextCursor };
  }

  @Reply('sync.bots.show')
  async show({ botId }: BotPath): Promise<BotView> {
    return this.view(await this.bots.get(botId));
  }

  @Reply('sync.bots.change')
  async change({ botId, amoBotId, triggers }: ChangeBot): Promise<BotView> {
    const bot = await this.bots.get(botId);
    const change = {
      ...(amoBotId === undefined ? {} : { amoBotId }),
      ...(triggers === undefined ? {} : { triggers }),
    };
    return this.view(Object.keys(change).length === 0 ? bot : await this.bots.change(bot, change));
  }

  @Reply('sync.bots.outline')
  async outline({ botId, version, accountId }: OutlineRequest): Promise<BotOutline> {
    const bot = await this.bots.get(botId);
    const found = await this.bots.version(botId, version ?? null);
    const steps = await this.outlined(bot, found, accountId ?? null);
    return {
      name: bot.name,
      version: found.number,
      steps: steps.map(({ step, does, ways }) => ({ step, does: [...does], ways: [...ways] })),
    };
  }

  @Reply('sync.bots.compare')
  async compare({ botId, from, to, accountId }: BotDifferenceRequest): Promise<BotDifference> {
    const bot = await this.bots.get(botId);
    const [before, after] = [await this.bots.version(botId, from), await this.bots.version(botId, to)];
    const steps = compareOutlines(
      await this.outlined(bot, before, accountId ?? null),
      await this.outlined(bot, after, accountId ?? null),
    );
    return {
      steps: steps.map((one) => ({ ...one, before: [...one.before], after: [...one.after] })),
    };
  }

  /** Reads the branch account. */
  @Reply('sync.bots.readiness')
  async readiness({ botId, accountId, version }: ReadinessRequest): Promise<BotReadiness> {
    const bot = await this.bots.get(botId);
    const found = await this.bots.version(botId, version ?? null);
    const { questions, bot: made } = await this.load.inBranch(bot, found, accountId);
    return { version: found.number, isReady: made !== null, questions: questions.map(questionView) };
  }

  @Reply('sync.bots.answers')
  async answers({ accountId, referenceId }: BotAnswersQuery): Promise<BotAnswers> {
    return this.answering.list(accountId, referenceId);
  }

  @Reply('sync.bots.answer')
  async answer(request: AnswerBot): Promise<BotAnswers> {
    return this.answering.keep(request);
  }

  private async view(bot: BotEntity): Promise<BotView> {
    return botView(bot, await this.bots.listVersions([bot.id]), await this.bots.starts(bot.referenceId));
  }

  private async outlined(
    bot: BotEntity,
    version: BotVersionEntity,
    accountId: string | null,
  ): Promise<OutlineStep[]> {
    const { bot: read, references } = this.load.inspect(version);
    const nameOf =
      accountId === null
        ? this.load.namesOf(version)
        : await this.load.namesInBranch(bot, version, accountId);
    return outlineBot(read, references, nameOf);
  }
}
