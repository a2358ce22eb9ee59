import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a trail whose last leg has ended is not in hand: no branch is to have its lead. */
export class KeepOffHand1764000878000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.transfer ADD COLUMN off_hand jsonb');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.transfer DROP COLUMN off_hand');
  }
}
