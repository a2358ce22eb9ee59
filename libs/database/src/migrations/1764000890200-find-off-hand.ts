import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Trails that people have taken off hand are few among all: each round looks for a former lead of theirs that lives again. */
export class FindOffHand1764000890200 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE INDEX transfer_off_hand ON router.transfer (ended_at) WHERE off_hand IS NOT NULL');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX router.transfer_off_hand');
  }
}
