import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { inTransaction } from '@hub/database';
import { DataSource } from 'typeorm';
import { KeyRepository } from './key.repository.js';

/** At the first start of all makes the admin key and prints it, once, on a line of its own on stdout. */
@Injectable()
export class FirstKey implements OnApplicationBootstrap {
  constructor(
    private readonly source: DataSource,
    private readonly keys: KeyRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const made = await inTransaction(this.source, async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('franchise-hub first key'))`);
      if (!(await this.keys.isEmpty(tx))) return undefined;
      return this.keys.create(tx, { name: 'first admin', role: 'hq-admin', branchIds: null });
    });
    if (made) process.stdout.write(`FRANCHISE_HUB_ADMIN_KEY=${made.key}\n`);
  }
}
