import { Injectable } from '@nestjs/common';
import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { GatewayConfig } from '../gateway.config.js';
import { hashKey, KeyRepository } from '../key/key.repository.js';
import { MinuteCounts } from './minute-counts.js';
import { RememberedTable } from './remembered-table.js';

/**
 * Stops whoever tries keys out, by address and before the database is asked. Keys that are good are let through to it all
 * the same, used before or not: people behind one address, or one proxy, must not lock each other out.
 */
@Injectable()
export class WrongKeys {
  private readonly wrong = new MinuteCounts();
  private readonly good: RememberedTable<true>;

  constructor(
    private readonly config: GatewayConfig,
    private readonly keys: KeyRepository,
  ) {
    this.good = new RememberedTable(() => this.keys.listHashes());
  }

  /** Throws 429, with Retry-After, when too many wrong keys came from this address and this is one more. */
  async assertMayTry(address: string, key: string): Promise<void> {
    if (!this.areTooMany(address)) return;
    if (await this.good.find(hashKey(key), true)) return;
    throw this.tooMany(message('problems.too-many-wrong-keys'));
  }

  /** Whether so many wrong keys or tokens came from this address that another one is refused unchecked. */
  areTooMany(address: string): boolean {
    return this.wrong.of(address) >= this.config.WRONG_KEYS_PER_MINUTE;
  }

  /** The answer to one more wrong key or token then. */
  tooMany(said: Message): Problem {
    const retryAfterSeconds = this.wrong.secondsLeft();
    return new Problem(429, said, undefined, { retryAfterSeconds });
  }

  /** One more key that the database does not know, or token that amoCRM did not sign for the hub. */
  note(address: string): void {
    this.wrong.add(address);
  }
}
