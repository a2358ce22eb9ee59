import { every, LOGGER, type Logger, type Rounds } from '@hub/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ContactIntentRepository } from './contact-intent.repository.js';

const everyMs = 3_600_000;
/** By then amoCRM's search knows a new contact, and phones and e-mails are kept no longer than they are needed. */
const keptForMs = 23 * 3_600_000;

/** Erases the terms of contacts made about a day ago. Every copy of the service does. */
@Injectable()
export class PurgeContactIntents implements OnApplicationBootstrap, OnModuleDestroy {
  private rounds: Rounds | undefined;

  constructor(
    private readonly contacts: ContactIntentRepository,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const round = () => this.purge(new Date());
    this.rounds = every(everyMs, round, this.log, 'old contact intents could not be erased');
    this.rounds.begin();
  }

  async onModuleDestroy(): Promise<void> {
    await this.rounds?.stop();
  }

  /** Erases what is older than a day at `now`. */
  async purge(now: Date): Promise<void> {
    await this.contacts.forgetBegunBefore(new Date(now.getTime() - keptForMs));
  }
}
