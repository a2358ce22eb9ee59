import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a walk over the cards of an account found, for all its plans of the day; plans keep no copies of it any more. */
export class CountCardsOnceADay1764000750000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE sync.card_count (
        account_id uuid NOT NULL,
        entity text NOT NULL,
        walked_at timestamptz NOT NULL,
        tally jsonb NOT NULL,
        PRIMARY KEY (account_id, entity)
      );
      CREATE INDEX card_count_walked ON sync.card_count (walked_at);
      UPDATE sync.plan_run SET seen = seen - 'tallies' WHERE seen IS NOT NULL;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE sync.card_count');
  }
}
