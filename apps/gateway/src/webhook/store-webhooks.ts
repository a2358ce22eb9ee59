import { Injectable } from '@nestjs/common';
import { WebhookRepository, type NewWebhook } from './webhook.repository.js';

const mostAtOnce = 500;
/** Statements under way at a time: one alone would leave the database idle between answer and next bunch. */
const mostStatements = 4;

interface Waiting extends NewWebhook {
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Stores webhooks with few statements at a time: what comes in while they run goes into the next one together. A lone
 * webhook is stored at once; a burst costs one commit per bunch, and nobody is answered before the commit.
 */
@Injectable()
export class StoreWebhooks {
  private waiting: Waiting[] = [];
  private running = 0;

  constructor(private readonly webhooks: WebhookRepository) {}

  /** Resolves when the row is committed. */
  store(webhook: NewWebhook): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ ...webhook, resolve, reject });
      if (this.running < mostStatements) void this.storeAll();
    });
  }

  private async storeAll(): Promise<void> {
    this.running += 1;
    while (this.waiting.length > 0) {
      const bunch = this.waiting.splice(0, mostAtOnce);
      try {
        await this.webhooks.store(bunch);
        for (const { resolve } of bunch) resolve();
      } catch (error) {
        for (const { reject } of bunch) reject(error);
      }
    }
    this.running -= 1;
  }
}
