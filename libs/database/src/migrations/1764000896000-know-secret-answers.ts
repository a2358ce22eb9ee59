import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers with a secret are not kept; what the audit kept of leads over REST is the client's and goes. */
export class KnowSecretAnswers1764000896000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE gateway.idempotency ADD COLUMN has_secret boolean NOT NULL DEFAULT false');
    await db.query(
      `UPDATE gateway.audit SET request = (SELECT jsonb_object_agg(name, '***') FROM jsonb_object_keys(request) AS name)
        WHERE action = 'POST /api/v1/leads' AND jsonb_typeof(request) = 'object'`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE gateway.idempotency DROP COLUMN has_secret');
  }
}
