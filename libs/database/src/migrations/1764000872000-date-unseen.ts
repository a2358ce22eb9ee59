import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when the hub may have made an object that it has not seen: a later reading without it shows that it did not. */
export class DateUnseen1764000872000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE sync.managed_object ADD COLUMN unseen_since timestamptz;
      UPDATE sync.managed_object SET unseen_since = now() WHERE branch_id = '';`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.managed_object DROP COLUMN unseen_since');
  }
}
