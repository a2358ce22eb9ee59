import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who ticked a step off, and when: nobody but the hub itself where it saw in the account that it was done. */
export class NoteTicks1764000571000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      'ALTER TABLE sync.managed_object ADD COLUMN ticked_by text, ADD COLUMN ticked_at timestamptz',
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.managed_object DROP COLUMN ticked_by, DROP COLUMN ticked_at');
  }
}
