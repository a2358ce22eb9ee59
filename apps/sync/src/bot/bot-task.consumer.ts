import { AmoClients, createTask, listTasks, safeWrite, type AmoClient } from '@hub/amocrm';
import { Bus, forEver, type Job } from '@hub/bus';
import { locales, message, say } from '@hub/messages';
import { GiveUp } from '@hub/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BotDeliveryEntity } from './bot-delivery.entity.js';
import { BotRepository } from './bot.repository.js';
import { DeliverBots, type DeliveryJob } from './deliver-bot.js';

/** A person has this long for the steps; then amoCRM shows the task as late. */
const dueSeconds = 3 * 24 * 3600;

/** Puts the task of a delivery into its branch account, once. */
@Injectable()
export class BotTaskConsumer implements OnModuleInit {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(BotRepository) private readonly bots: BotRepository,
    @Inject(DeliverBots) private readonly deliveries: DeliverBots,
  ) {}

  onModuleInit(): void {
    this.bus.consume<DeliveryJob>({
      consumer: 'sync.bot-task',
      again: { forMs: forEver },
      handle: (job) => this.place(job),
    });
  }

  /**
   * A task that was written is in the account under the mark of its delivery, even if the answer was lost. A delivery that
   * was erased with its account needs none.
   */
  private async place(job: Job<DeliveryJob>): Promise<void> {
    const { deliveryId, accountId } = job.payload;
    const row = await this.bots.findDelivery(deliveryId);
    if (!row) return;
    // Also work that waited for long: the branch must not be asked to install an older file after the one it has now.
    if (row.taskId !== null || (await job.step((tx) => this.bots.isReplaced(tx, row)))) return;
    const refusal = await this.deliveries.whyNotPlaced(row);
    if (refusal !== null) throw new GiveUp(refusal);
    const amo = this.clients.forAccount(accountId, 'bulk', job.signal);
    const text = await this.textOf(row);
    const { writeBegunAt: firstAt, writeRepeatedAt: lastAt } = row;
    await safeWrite<number>(
      {
        intent: firstAt && lastAt ? { firstAt, lastAt } : null,
        find: (since) => (since === null ? Promise.resolve(null) : findTask(amo, row.mark, since)),
        keep: (intent) =>
          job.step((tx) =>
            update(tx, deliveryId, {
              writeBegunAt: intent?.firstAt ?? null,
              writeRepeatedAt: intent?.lastAt ?? null,
            }),
          ),
        write: () => {
          job.signal.throwIfAborted();
          const due = Math.floor(Date.now() / 1000) + dueSeconds;
          return createTask(amo, { text, complete_till: due });
        },
        record: (taskId) => this.record(job, row, taskId),
      },
      () => new Date(),
    );
  }

  private async record(job: Job<DeliveryJob>, row: BotDeliveryEntity, taskId: number): Promise<void> {
    const { deliveryId, accountId } = job.payload;
    const isRecorded = await job.finish((tx) => this.bots.recordTask(tx, row, taskId, new Date()));
    if (isRecorded) job.log.info({ deliveryId, accountId }, 'bot delivered');
    else
      job.log.warn({ deliveryId, accountId, taskId }, 'the task of a file that was replaced meanwhile stays');
  }

  private async textOf(row: BotDeliveryEntity): Promise<string> {
    const { botName, checklist } = await this.deliveries.view(row);
    const steps = checklist.map(({ text }, at) => message('bots.task-step', { number: at + 1, text }));
    const lines = [message('bots.task', { name: botName }), ...steps];
    return lines.map((line) => say(line, locales[0])).join('\n');
  }
}

async function findTask(amo: AmoClient, mark: string, since: number): Promise<number | null> {
  for await (const page of listTasks(amo, { filter: { updated_at: { from: since } } })) {
    const found = page.find(({ text, created_at }) => created_at >= since && text.includes(mark));
    if (found) return found.id;
  }
  return null;
}

async function update(
  tx: EntityManager,
  id: string,
  change: Pick<BotDeliveryEntity, 'writeBegunAt' | 'writeRepeatedAt'>,
): Promise<void> {
  await tx.update(BotDeliveryEntity, { id }, change);
}
