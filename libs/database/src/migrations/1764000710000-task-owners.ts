import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The owner of a branch lead gets a task, whose id is kept. Transfers that stand before their note at head office get no task any more: what they have begun goes on. */
export class TaskOwners1764000710000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE router.transfer ADD COLUMN branch_task_id bigint;
      UPDATE router.transfer SET state = 'branch-tasked' WHERE state = 'branch-noted';`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      UPDATE router.transfer SET state = 'branch-noted' WHERE state = 'branch-tasked';
      ALTER TABLE router.transfer DROP COLUMN branch_task_id;`);
  }
}
