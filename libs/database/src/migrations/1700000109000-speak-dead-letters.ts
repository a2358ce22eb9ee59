import type { MigrationInterface, QueryRunner } from 'typeorm';
import { asMessage, asText } from '../message-column.js';
import { settle } from './1700000103000-order-bus-locks.js';
import { firstServices } from '../first-services.js';

/** Why work failed is kept as a message, and said in the reader's language. */
export class SpeakDeadLetters1700000109000 implements MigrationInterface {
  constructor(private readonly services: readonly string[] = firstServices) {}

  async up(db: QueryRunner): Promise<void> {
    for (const s of this.services) {
      await db.query(asMessage(`${s}.inbox`, 'reason'));
      await db.query(`DROP FUNCTION ${s}.inbox_settle`);
      await db.query(settle(s, 'jsonb'));
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const s of this.services) {
      await db.query(asText(`${s}.inbox`, 'reason'));
      await db.query(`DROP FUNCTION ${s}.inbox_settle`);
      await db.query(settle(s, 'text'));
    }
  }
}
