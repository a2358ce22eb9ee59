import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import type { Response } from 'express';
import { GatewayConfig } from '../gateway.config.js';
import { MinuteCounts } from './minute-counts.js';

const mostRemembered = 10_000;

/**
 * Stops whoever tries keys out, by address and before the database is asked. Keys that were good before are let through
 * to it all the same: people behind one address must not lock each other out.
 */
@Injectable()
export class WrongKeys {
  private readonly wrong = new MinuteCounts();
  private readonly good = new Set<string>();

  constructor(private readonly config: GatewayConfig) {}

  /** Throws 429, with Retry-After, when too many wrong keys came from this address. */
  assertMayTry(address: string, key: string, response: Response): void {
    if (this.wrong.of(address) < this.config.WRONG_KEYS_PER_MINUTE || this.good.has(hash(key))) return;
    response.setHeader('Retry-After', this.wrong.secondsLeft());
    throw new Problem(429, message('problems.too-many-wrong-keys'));
  }

  /** What the database said of the key. */
  note(address: string, key: string, isGood: boolean): void {
    if (!isGood) {
      this.good.delete(hash(key));
      this.wrong.add(address);
    } else if (this.good.size < mostRemembered) this.good.add(hash(key));
  }
}

function hash(key: string): string {
  return createHash('sha256').update(key).digest('base64');
}
