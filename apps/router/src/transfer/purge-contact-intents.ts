import { Bus } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ContactIntentRepository } from './contact-intent.repository.js';

const consumer = 'router.purge-intents';
const everyMs = 3_600_000;
/** By then amoCRM's search knows a new contact, and phones and e-mails are kept no longer than they are needed. */
const keptForMs = 23 * 3_600_000;

/** Erases the terms of contacts made about a day ago. */
@Injectable()
export class PurgeContactIntents implements OnModuleInit {
  constructor(
    private readonly contacts: ContactIntentRepository,
    private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume({ consumer, concurrency: 1, handle: () => this.purge(new Date()) });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  /** Erases what is older than a day at `now`. */
  async purge(now: Date): Promise<void> {
    await this.contacts.forgetBegunBefore(new Date(now.getTime() - keptForMs));
  }
}
