import { Body, Param, Query } from '@nestjs/common';
import {
  AnswerBotBody,
  BotAnswers,
  BotAnswersQuery,
  BotDifference,
  BotDifferenceQuery,
  BotOutline,
  BotPath,
  BotQuery,
  BotReadiness,
  BotView,
  ChangeBotBody,
  OutlineQuery,
  packText,
  ReadinessQuery,
  UploadBotBody,
  type BotPage,
} from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Area, Change, Create, List, Replace, Show } from '../route/route.js';

/** Names and possible answers are read from an account: a dozen calls. */
const readDeadlineMs = 60_000;

@Area('bots')
export class BotsController {
  @Create('', {
    answers: BotView,
    who: 'hq',
    says: 'Takes the exported file or the code of a bot to a reference account. A file with a fault is 422 and names each place.',
  })
  upload(@Asked() call: Call, @Body() { file, ...about }: UploadBotBody): Promise<BotView> {
    return call.ask('sync.bots.upload', { ...about, packed: packText(file) }, readDeadlineMs);
  }

  @List('', { answers: BotView, who: 'hq-read', says: 'Lists bots in the order of delivery.' })
  list(@Asked() call: Call, @Query() query: BotQuery): Promise<BotPage> {
    return call.ask('sync.bots.list', query);
  }

  @Show('answers', {
    answers: BotAnswers,
    who: 'branch-read',
    says: 'Lists what a branch answered about bots.',
  })
  answers(@Asked() call: Call, @Query() query: BotAnswersQuery): Promise<BotAnswers> {
    return call.ask('sync.bots.answers', query);
  }

  @Replace('answers', {
    answers: BotAnswers,
    who: 'hq',
    says: 'Answers questions about bots for a branch. Answers that are not named stay.',
  })
  async answer(@Asked() call: Call, @Body() body: AnswerBotBody): Promise<BotAnswers> {
    const { accountId, referenceId } = body;
    await call.find('sync.bots.answers', { accountId, referenceId });
    return call.ask('sync.bots.answer', { ...body, by: call.by });
  }

  @Show(':botId', { answers: BotView, who: 'hq-read', says: 'Shows a bot with its versions.' })
  show(@Asked() call: Call, @Param() path: BotPath): Promise<BotView> {
    return call.ask('sync.bots.show', path);
  }

  @Change(':botId', {
    answers: BotView,
    who: 'hq',
    says: 'Changes what no file says of a bot: its id and what starts it.',
  })
  async change(@Asked() call: Call, @Param() path: BotPath, @Body() body: ChangeBotBody): Promise<BotView> {
    await call.find('sync.bots.show', path);
    return call.ask('sync.bots.change', { ...body, ...path });
  }

  @Show(':botId/outline', {
    answers: BotOutline,
    who: 'hq-read',
    says: 'Shows a version in words, in the names of the reference or of a branch.',
  })
  outline(@Asked() call: Call, @Param() path: BotPath, @Query() query: OutlineQuery): Promise<BotOutline> {
    return call.ask('sync.bots.outline', { ...query, ...path }, readDeadlineMs);
  }

  @Show(':botId/difference', {
    answers: BotDifference,
    who: 'hq-read',
    says: 'Shows in words what one version does otherwise than another.',
  })
  difference(
    @Asked() call: Call,
    @Param() path: BotPath,
    @Query() query: BotDifferenceQuery,
  ): Promise<BotDifference> {
    return call.ask('sync.bots.compare', { ...query, ...path }, readDeadlineMs);
  }

  @Show(':botId/readiness', {
    answers: BotReadiness,
    who: 'branch-read',
    says: 'Shows what has to be answered before a branch can get the bot, with the possible answers.',
  })
  readiness(
    @Asked() call: Call,
    @Param() path: BotPath,
    @Query() query: ReadinessQuery,
  ): Promise<BotReadiness> {
    return call.ask('sync.bots.readiness', { ...query, ...path }, readDeadlineMs);
  }
}
