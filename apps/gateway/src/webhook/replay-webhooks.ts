import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus, forEver, type Job } from '@hub/bus';
import { DataSource } from 'typeorm';
import { PublishChanges } from './publish-changes.js';
import { WebhookRepository, type WebhookSpan } from './webhook.repository.js';

const consumer = 'gateway.replay';
const batchSize = 500;

/** Reads stored webhooks again, in the background. After a crash it begins again: hints may be published twice. */
@Injectable()
export class ReplayWebhooks implements OnModuleInit {
  constructor(
    private readonly source: DataSource,
    private readonly webhooks: WebhookRepository,
    private readonly changes: PublishChanges,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume<WebhookSpan>({
      consumer,
      concurrency: 1,
      again: { forMs: forEver },
      handle: (job) => this.replay(job),
    });
  }

  /** Asks for it; returns how many webhooks will be read. Those not read for the first time yet are not counted. */
  async ask(accountId: string, since: Date, correlationId: string): Promise<number> {
    const span = await this.webhooks.findSpan(accountId, since);
    if (!span) return 0;
    const about = { id: randomUUID(), key: `replay:${accountId}`, correlationId };
    await this.source.transaction((tx) => this.bus.enqueue(tx, consumer, span, about));
    return span.count;
  }

  private async replay(job: Job<WebhookSpan>): Promise<void> {
    let from: string | undefined = job.payload.from;
    while (from !== undefined) {
      const span = { ...job.payload, from };
      from = await job.step(async (tx) => {
        const read = await this.webhooks.findNextOf(tx, span, batchSize);
        await this.changes.publishNamed(tx, read);
        return read.length < batchSize ? undefined : read.at(-1)?.id;
      });
    }
  }
}
