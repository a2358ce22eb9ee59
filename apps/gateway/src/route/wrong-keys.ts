import { Injectable } from '@nestjs/common';
import { message } from '@hub/messages';
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
    if (this.wrong.of(address) < this.config.WRONG_KEYS_PER_MINUTE) return;
    if (await this.good.find(hashKey(key), true)) return;
    const retryAfterSeconds = this.wrong.secondsLeft();
    throw new Problem(429, message('problems.too-many-wrong-keys'), undefined, { retryAfterSeconds });
  }

  /** One more key that the database does not know. */
  note(address: string): void {
    this.wrong.add(address);
  }
}
