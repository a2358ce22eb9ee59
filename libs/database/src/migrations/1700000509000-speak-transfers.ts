import type { MigrationInterface, QueryRunner } from 'typeorm';
import { asMessage, asText } from '../message-column.js';

/** Why the last attempt of a transfer failed is kept as a message, and said in the reader's language. */
export class SpeakTransfers1700000509000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(asMessage('router.transfer', 'problem'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(asText('router.transfer', 'problem'));
  }
}
