import { Bus } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ReceivedLeadRepository } from './received-lead.repository.js';

const consumer = 'router.purge-received';
const everyMs = 86_400_000;
const keptForMs = 90 * 86_400_000;

/** Forgets requests of long ago, which nobody repeats any more. */
@Injectable()
export class PurgeReceived implements OnModuleInit {
  constructor(
    private readonly received: ReceivedLeadRepository,
    private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume({ consumer, concurrency: 1, handle: () => this.purge(new Date()) });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  /** Forgets what came in 90 days before `now`, as far as it is done. */
  async purge(now: Date): Promise<void> {
    await this.received.forgetDoneBefore(new Date(now.getTime() - keptForMs));
  }
}
