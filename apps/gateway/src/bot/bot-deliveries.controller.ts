import { Body, Param, Query } from '@nestjs/common';
import {
  BotDelivery,
  BotDeliveryPath,
  BotDeliveryQuery,
  BotFile,
  BotProof,
  DeclareBotBody,
  DeliverBotBody,
  packText,
  parseRequest,
  ProveBotBody,
  RunBotBody,
  TickBotBody,
  unpackText,
  type BotDeliveryPage,
} from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Act, Area, Create, List, Show } from '../route/route.js';

/** The branch is read anew before its file is written: a dozen calls. */
const readDeadlineMs = 60_000;

const sees = (call: Call, path: object): Promise<BotDelivery> =>
  call.readOwn('sync.bot-deliveries.show', parseRequest(BotDeliveryPath, path));

@Area('bot-deliveries')
export class BotDeliveriesController {
  @Create('', {
    answers: BotDelivery,
    who: 'hq',
    says: 'Delivers a bot to a branch: its file is ready, and a task there says what to do. 409 while a question is open.',
  })
  deliver(@Asked() call: Call, @Body() body: DeliverBotBody): Promise<BotDelivery> {
    return call.ask('sync.bot-deliveries.make', { ...body, by: call.by }, readDeadlineMs);
  }

  @List('', {
    answers: BotDelivery,
    who: 'branch-read',
    says: 'Lists deliveries of bots to a branch, newest first.',
  })
  list(@Asked() call: Call, @Query() query: BotDeliveryQuery): Promise<BotDeliveryPage> {
    return call.ask('sync.bot-deliveries.list', query);
  }

  @Show(':deliveryId', {
    answers: BotDelivery,
    who: 'branch-read',
    says: 'Shows a delivery: its state, and what a person has to do.',
  })
  show(@Asked() call: Call, @Param() path: BotDeliveryPath): Promise<BotDelivery> {
    return call.readOwn('sync.bot-deliveries.show', path);
  }

  @Show(':deliveryId/file', {
    answers: BotFile,
    who: 'branch-read',
    says: 'Gives the file of the branch. 409 when anything has changed since the delivery.',
  })
  async file(@Asked() call: Call, @Param() path: BotDeliveryPath): Promise<BotFile> {
    await call.readOwn('sync.bot-deliveries.show', path);
    const { packed, ...about } = await call.ask('sync.bot-deliveries.file', path, readDeadlineMs);
    return { ...about, text: unpackText(packed) };
  }

  @Act(':deliveryId/declare', {
    answers: BotDelivery,
    who: 'branch',
    says: 'Says that the bot is installed. Where the account lists its bots, it has to be there under its mark and on.',
    sees,
  })
  async declare(
    @Asked() call: Call,
    @Param() path: BotDeliveryPath,
    @Body() body: DeclareBotBody,
  ): Promise<BotDelivery> {
    return call.ask('sync.bot-deliveries.declare', { ...body, ...path, by: call.by }, readDeadlineMs);
  }

  @Act(':deliveryId/tick', {
    answers: BotDelivery,
    who: 'branch',
    says: 'Ticks a step of the checklist off, or takes that back.',
    sees,
  })
  async tick(
    @Asked() call: Call,
    @Param() path: BotDeliveryPath,
    @Body() body: TickBotBody,
  ): Promise<BotDelivery> {
    return call.ask('sync.bot-deliveries.tick', { ...body, ...path, by: call.by });
  }

  @Act(':deliveryId/prove', {
    answers: BotProof,
    who: 'branch',
    says: 'Compares the branch’s own export with the file that was delivered, place by place.',
    sees,
  })
  async prove(
    @Asked() call: Call,
    @Param() path: BotDeliveryPath,
    @Body() { file }: ProveBotBody,
  ): Promise<BotProof> {
    return call.ask('sync.bot-deliveries.prove', { ...path, packed: packText(file) }, readDeadlineMs);
  }

  @Act(':deliveryId/prove-run', {
    answers: BotDelivery,
    who: 'branch',
    says: 'Reads a deal of the branch that the bot handled: the mark in its field HUB_BOT says which delivery ran.',
    sees,
  })
  async proveRun(
    @Asked() call: Call,
    @Param() path: BotDeliveryPath,
    @Body() body: RunBotBody,
  ): Promise<BotDelivery> {
    return call.ask('sync.bot-deliveries.prove-run', { ...body, ...path }, readDeadlineMs);
  }

  @Act(':deliveryId/run', {
    answers: BotDelivery,
    who: 'hq',
    says: 'Starts the bot on a deal of the branch. amoCRM accepts it also when nothing follows.',
  })
  async run(
    @Asked() call: Call,
    @Param() path: BotDeliveryPath,
    @Body() body: RunBotBody,
  ): Promise<BotDelivery> {
    await call.readOwn('sync.bot-deliveries.show', path);
    return call.ask('sync.bot-deliveries.run', { ...body, ...path }, readDeadlineMs);
  }

  @Act(':deliveryId/stop', {
    answers: BotDelivery,
    who: 'hq',
    says: 'Ends what the bot does on a deal of the branch.',
  })
  async stop(
    @Asked() call: Call,
    @Param() path: BotDeliveryPath,
    @Body() body: RunBotBody,
  ): Promise<BotDelivery> {
    await call.readOwn('sync.bot-deliveries.show', path);
    return call.ask('sync.bot-deliveries.stop', { ...body, ...path }, readDeadlineMs);
  }
}
