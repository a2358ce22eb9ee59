import { randomBytes, randomUUID } from 'node:crypto';
import { inTransaction } from '@hub/database';
import type { DataSource, EntityManager } from 'typeorm';
import { hashClients, type ClientHashes, type ClientValues } from './hash-clients.js';
import type { SecretBox } from './secret-box.js';

/** Hashes clients with the one key of this hub. */
export interface ClientHasher {
  /** Names the key: hashes of another one are equal to none of these. */
  keyId: string;
  hash: (values: ClientValues) => ClientHashes;
}

interface Row {
  id: string;
  sealed: string;
}

const field = 'client_key';

/**
 * The key of the hashes by which the journal knows clients. There is one for all accounts, because a client of one is
 * to be known in another; it is made when it is first asked for, and sealed as the tokens of accounts are.
 */
export class ClientKeyRepository {
  private known: ClientHasher | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly box: SecretBox,
  ) {}

  /** The hasher of this hub. Two processes that ask for the first time get the same key. */
  async hasher(): Promise<ClientHasher> {
    return (this.known ??= await this.open());
  }

  /** Brings the key under the newest secret key. Safe to repeat. */
  async rotate(): Promise<void> {
    await inTransaction(this.source, async (tx) => {
      const rows: Row[] = await tx.query('SELECT id, sealed FROM accounts.client_key FOR UPDATE');
      for (const { id, sealed } of rows)
        await tx.query('UPDATE accounts.client_key SET sealed = $2 WHERE id = $1', [
          id,
          this.box.reseal(id, field, sealed),
        ]);
    });
  }

  /** Forgets the key, when what it is sealed with is lost: hashes that were made with it are made anew. */
  async forget(tx: EntityManager): Promise<void> {
    await tx.query('DELETE FROM accounts.client_key');
  }

  private async open(): Promise<ClientHasher> {
    const id = randomUUID();
    const sealed = this.box.seal(id, field, randomBytes(32).toString('base64'));
    const found = (await this.find()) ?? (await this.add({ id, sealed }));
    const key = Buffer.from(this.box.open(found.id, field, found.sealed), 'base64');
    return { keyId: found.id, hash: (values) => hashClients(key, values) };
  }

  private async find(): Promise<Row | undefined> {
    const [row]: Row[] = await this.source.query('SELECT id, sealed FROM accounts.client_key');
    return row;
  }

  private async add({ id, sealed }: Row): Promise<Row> {
    await this.source.query(
      'INSERT INTO accounts.client_key (id, sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [id, sealed],
    );
    const row = await this.find();
    if (!row) throw new Error('The key of client hashes is gone');
    return row;
  }
}
