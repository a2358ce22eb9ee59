import type { MigrationInterface, QueryRunner } from 'typeorm';
import { asMessage, asText } from '../message-column.js';

/** Why amoCRM refused a claim is kept as a message, and said in the reader's language. */
export class SpeakClaims1700000609000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(asMessage('limits.claim', 'problem'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(asText('limits.claim', 'problem'));
  }
}
