import { inTransaction } from '@hub/database';
import type { INestApplication } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { KeyRepository } from '../../gateway/src/key/key.repository.js';

/** Makes another admin key of a hub that runs in this process, and gives it in plain for the only time. */
export async function makeKey(app: INestApplication, name: string): Promise<string> {
  const keys = app.get(KeyRepository, { strict: false });
  const { key } = await inTransaction(app.get(DataSource), (tx) =>
    keys.create(tx, { name, role: 'hq-admin', branchIds: null }),
  );
  return key;
}
