import { randomBytes } from 'node:crypto';
import { inTransaction } from '@hub/database';
import { BadEnvironment } from '@hub/platform';
import type { DataSource, EntityManager } from 'typeorm';
import { judgeKeys, type SealedSample } from './judge-keys.js';
import { nonceBytes, parseSecretKeys, sealSecret } from './seal-secret.js';

const probePlace = { accountId: 'key', field: 'probe' };

/** What the database knows of the keys that seal its secrets: a sealed probe for each number. */
export class SecretKeyRepository {
  constructor(private readonly source: DataSource) {}

  /**
   * Leaves a probe of keys that are new. Throws `BadEnvironment` when the keys (the text of HUB_SECRET_KEYS) are not the
   * ones with which this database was sealed: a process that went on could read no token and would say it is well.
   */
  async assertRight(text: string): Promise<void> {
    const keys = parseSecretKeys(text);
    await inTransaction(this.source, async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('franchise-hub secret keys'))`);
      const verdict = judgeKeys(keys, [...(await findProbes(tx)), ...(await findSecrets(tx))]);
      if (verdict.kind === 'wrong') {
        throw new BadEnvironment(
          `HUB_SECRET_KEYS is not what this database was sealed with: ${verdict.fault}. Start with the keys it had before; a new key gets a new number and stands in front of the old ones. Lost for good: npm run secrets:forget`,
        );
      }
      for (const key of keys.filter(({ version }) => verdict.unproven.includes(version))) {
        const sealed = sealSecret(key, probePlace, 'probe', randomBytes(nonceBytes));
        await tx.query('INSERT INTO accounts.key_probe (version, sealed) VALUES ($1, $2)', [
          key.version,
          sealed,
        ]);
      }
    });
  }

  /** Forgets every probe: for a database whose keys are lost, together with the secrets sealed under them. */
  async forget(tx: EntityManager): Promise<void> {
    await tx.query('DELETE FROM accounts.key_probe');
  }
}

async function findProbes(tx: EntityManager): Promise<SealedSample[]> {
  const rows: { version: number; sealed: string }[] = await tx.query(
    'SELECT version, sealed FROM accounts.key_probe ORDER BY version',
  );
  return rows.map((row) => ({ ...row, place: probePlace, isSecret: false }));
}

/** A few stored secrets per key number, because one may be damaged: the key of client hashes and those of accounts. */
async function findSecrets(tx: EntityManager): Promise<SealedSample[]> {
  const rows: { version: number; accountId: string; field: string; sealed: string }[] = await tx.query(
    `SELECT version, place AS "accountId", field, sealed
       FROM (SELECT split_part(sealed, ':', 1)::integer AS version, place, field, sealed,
               row_number() OVER (PARTITION BY split_part(sealed, ':', 1) ORDER BY field <> 'client_key', place, field) AS nth
              FROM (SELECT account_id AS place, secret.*
               FROM accounts.credential,
                    LATERAL (VALUES ('client_secret', client_secret), ('access_token', access_token),
                                    ('refresh_token', refresh_token), ('long_lived_token', long_lived_token)) AS secret(field, sealed)
             UNION ALL SELECT id, 'client_key', sealed FROM accounts.client_key) AS kept
              WHERE sealed IS NOT NULL) AS sample
      WHERE nth <= 3 ORDER BY version, nth`,
  );
  return rows.map(({ version, accountId, field, sealed }) => {
    return { version, sealed, place: { accountId, field }, isSecret: true };
  });
}
