import { AccountRepository, CredentialRepository } from '@hub/accounts';
import { Bus, type Job } from '@hub/bus';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { FindNewAddress } from './find-new-address.js';
import { MoveAccount } from './move-account.js';

const consumer = 'gateway.follow-renamed';
const everyMs = 120_000;
/** Tokens that are dead for longer are dead for another reason: a consent brings the new address then. */
const askedForMs = 3_600_000;

/**
 * Follows accounts that were renamed in amoCRM. The former host refuses their tokens (401), so they are in `reconnect`;
 * amoCRM's own host says by these tokens where they live now.
 */
@Injectable()
export class FollowRenamed implements OnModuleInit {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(CredentialRepository) private readonly credentials: CredentialRepository,
    private readonly addresses: FindNewAddress,
    private readonly moving: MoveAccount,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume<object>({ consumer, concurrency: 1, handle: (job) => this.follow(job) });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  /** One account's failure stops no other; it is asked about again. */
  private async follow(job: Job<object>): Promise<void> {
    for (const account of await this.accounts.listDead(new Date(Date.now() - askedForMs))) {
      try {
        const credential = await this.credentials.open(account.id);
        const address = credential && (await this.addresses.find(account, credential));
        if (!address) continue;
        const isTaken = (await this.accounts.findByHost(address.host)) !== null;
        if (isTaken) job.log.warn({ account: account.id, ...address }, 'another row has the new address');
        else await this.moving.move(account, address, job.correlationId);
      } catch (error) {
        job.log.warn({ error, account: account.id }, 'the address of an account could not be found or kept');
      }
    }
  }
}
