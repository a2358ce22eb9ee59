import { AmoClients, findLead, Forbidden, ifAllowed, listBots, NotFound, runBot, stopBot } from '@hub/amocrm';
import { Reply, type ReplyAbout } from '@hub/bus';
import {
  BotDeliveryPath,
  BotDeliveryQuery,
  DeclareBot,
  decodeCursor,
  DeliverBot,
  pageOf,
  ProveBot,
  RunBot,
  TickBot,
  unpackText,
  type BotDelivery,
  type BotDeliveryPage,
  type BotProof,
  type CursorShape,
  type PackedBotFile,
} from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Inject } from '@nestjs/common';
import { BotRepository } from './bot.repository.js';
import { inspectBot } from './core/inspect-bot.js';
import { proveBot } from './core/prove-bot.js';
import { DeliverBots } from './deliver-bot.js';
import { refuseBot } from './describe-complaint.js';
import { judgeMark } from './judge-mark.js';
import { judgeDeclaration } from './judge-declaration.js';

/** The most differing places that one answer lists. */
const mostPlaces = 200;

/** Deliveries of bots, from the file to the proof. Only `file` carries one. */
@Controller()
export class BotDeliveryResponder {
  constructor(
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(BotRepository) private readonly bots: BotRepository,
    @Inject(DeliverBots) private readonly deliveries: DeliverBots,
  ) {}

  @Reply('sync.bot-deliveries.make')
  async make(request: DeliverBot, { correlationId }: ReplyAbout): Promise<BotDelivery> {
    return this.deliveries.deliver(request, correlationId);
  }

  @Reply('sync.bot-deliveries.list')
  async list({ accountId, cursor, limit }: BotDeliveryQuery): Promise<BotDeliveryPage> {
    const size = limit ?? 50;
    const cursors: CursorShape = { list: `bot deliveries of ${accountId}`, parts: ['moment', 'id'] };
    const before = cursor ? decodeCursor(cursors, cursor) : null;
    const rows = await this.bots.deliveryPage(accountId, before, size + 1);
    const { items, nextCursor } = pageOf(rows, size, cursors, ({ madeAt, id }) => [madeAt.toISOString(), id]);
    return { items: await this.deliveries.views(accountId, items), nextCursor };
  }

  @Reply('sync.bot-deliveries.show')
  async show({ deliveryId }: BotDeliveryPath): Promise<BotDelivery> {
    return this.deliveries.view(await this.bots.delivery(deliveryId));
  }

  @Reply('sync.bot-deliveries.file')
  async file({ deliveryId }: BotDeliveryPath): Promise<PackedBotFile> {
    return this.deliveries.file(deliveryId);
  }

  /**
   * Declares the bot installed: where the account lists its bots, the list must have it under its mark and
   * switched on; where there is no list, a person's declaration counts. Throws a `Problem` 409
   * when the list says otherwise.
   */
  @Reply('sync.bot-deliveries.declare')
  async declare({ deliveryId, amoBotId, by }: DeclareBot): Promise<BotDelivery> {
    const row = await this.bots.delivery(deliveryId);
    const list = await ifAllowed(() => listBots(this.clients.forAccount(row.accountId, 'bulk')));
    const bots = list?.map(({ id, name, settings }) => ({ id, name, isOn: settings.active })) ?? null;
    const judged = judgeDeclaration({ mark: row.mark, amoBotId: amoBotId ?? null, bots });
    if ('refusal' in judged)
      throw new Problem(409, message(`bots.declare-${judged.refusal}`, { mark: row.mark }));
    return this.deliveries.view(await this.bots.declare(deliveryId, { ...judged, by }, new Date()));
  }

  @Reply('sync.bot-deliveries.tick')
  async tick({ deliveryId, step, isDone, by }: TickBot): Promise<BotDelivery> {
    return this.deliveries.view(await this.bots.tick(deliveryId, step, isDone ? by : null, new Date()));
  }

  /** Compares the branch's own export with the file that was delivered. Throws as a download does, and for a broken file. */
  @Reply('sync.bot-deliveries.prove')
  async prove({ deliveryId, packed }: ProveBot): Promise<BotProof> {
    const { row, text } = await this.deliveries.current(deliveryId);
    const file = unpackText(packed);
    const { bot, complaints } = inspectBot(file);
    if (!bot) throw refuseBot(complaints, null);
    const places = proveBot(text, file);
    const isProved = places.length === 0;
    const known = isProved ? await this.bots.markProved(row.id, new Date()) : row;
    const delivery = await this.deliveries.view(known);
    return { isProved, places: places.slice(0, mostPlaces), delivery };
  }

  /**
   * Reads a deal of the branch: the mark in it says which delivery handled it last. Throws a `Problem` 409 when it is
   * another.
   */
  @Reply('sync.bot-deliveries.prove-run')
  async proveRun({ deliveryId, leadId }: RunBot): Promise<BotDelivery> {
    const { accountId, mark } = await this.bots.delivery(deliveryId);
    const lead = await findLead(this.clients.forAccount(accountId, 'bulk'), leadId);
    if (!lead) throw new Problem(404, message('bots.no-bot-or-deal'));
    const judged = judgeMark(mark, lead.custom_fields_values);
    if (judged.verdict === 'unmarked') throw new Problem(409, message('bots.ran-unmarked', { mark }));
    if (judged.verdict === 'other')
      throw new Problem(409, message('bots.ran-other', { mark, found: judged.found }));
    return this.deliveries.view(await this.bots.markRan(deliveryId, leadId, new Date()));
  }

  /** amoCRM accepts a run also when nothing follows; nothing is concluded from it. */
  @Reply('sync.bot-deliveries.run')
  async run({ deliveryId, leadId }: RunBot): Promise<BotDelivery> {
    return this.command(deliveryId, leadId, runBot);
  }

  @Reply('sync.bot-deliveries.stop')
  async stop({ deliveryId, leadId }: RunBot): Promise<BotDelivery> {
    return this.command(deliveryId, leadId, stopBot);
  }

  private async command(deliveryId: string, leadId: number, act: typeof runBot): Promise<BotDelivery> {
    const row = await this.bots.delivery(deliveryId);
    if (row.amoBotId === null) throw new Problem(409, message('bots.not-installed'));
    try {
      await act(this.clients.forAccount(row.accountId, 'bulk'), row.amoBotId, leadId);
    } catch (error) {
      if (error instanceof NotFound) throw new Problem(404, message('bots.no-bot-or-deal'));
      if (error instanceof Forbidden) throw new Problem(409, message('bots.may-not-run'));
      throw error;
    }
    return this.deliveries.view(row);
  }
}
