import { LessThan, Not, type DataSource, type EntityManager } from 'typeorm';
import { Account } from './account.entity.js';
import { Credential } from './credential.entity.js';
import type { SecretBox } from './secret-box.js';

/** What a person or the OAuth callback gives for one account. A long-lived token takes the place of a pair. */
export interface NewCredential {
  integrationId: string;
  clientSecret?: string;
  redirectUri?: string;
  accessToken?: string;
  refreshToken?: string;
  longLivedToken?: string;
  accessExpiresAt?: Date;
}

/** A credential with its secrets opened. Keep it in memory only, and out of every log and error. */
export interface OpenCredential {
  integrationId: string;
  redirectUri: string | null;
  widgetAudience: string | null;
  clientSecret: string | null;
  accessToken: string | null;
  refreshToken: string | null;
  longLivedToken: string | null;
  accessExpiresAt: Date | null;
  /** When the tokens came from amoCRM. */
  refreshedAt: Date | null;
  generation: number;
}

/** What a person may say of the integration by which an account is connected. What is not given stays. */
export interface IntegrationChange {
  integrationId?: string;
  clientSecret?: string;
  redirectUri?: string;
  /** Null: the origin of the redirect address. */
  widgetAudience?: string | null;
}

/** An account's integration, by which the tokens of its widget are judged. */
export interface WidgetIntegration {
  accountId: string;
  host: string;
  amoId: number;
  integrationId: string;
  redirectUri: string | null;
  widgetAudience: string | null;
  /** Opens the secret; keep it in memory only. */
  openSecret(): string;
}

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  expiresAt: Date;
}

/** A pair with what of the integration got it, where that may have changed. */
export type RenewedPair = TokenPair & Pick<NewCredential, 'clientSecret' | 'redirectUri'>;

/** Stands for the id of an integration that nobody has named: the account has a long-lived token, or none yet. */
export const noIntegration = 'long-lived';

const sealedFields = {
  clientSecret: 'client_secret',
  accessToken: 'access_token',
  refreshToken: 'refresh_token',
  longLivedToken: 'long_lived_token',
} as const;
type SealedField = keyof typeof sealedFields;
const fieldNames = Object.keys(sealedFields) as SealedField[];

/** The only door to stored secrets: sealed on the way in, opened on the way out. */
export class CredentialRepository {
  constructor(
    private readonly source: DataSource,
    private readonly box: SecretBox,
  ) {}

  /** Stores or replaces the credential of an account, and returns its generation; tokens that are not given are forgotten. */
  async store(tx: EntityManager, accountId: string, credential: NewCredential, now: Date): Promise<number> {
    const before = await tx.findOneBy(Credential, { accountId });
    const generation = (before?.generation ?? 0) + 1;
    const sealed = (field: SealedField) => {
      const plain = credential[field];
      return plain === undefined ? null : this.box.seal(accountId, sealedFields[field], plain);
    };
    await tx.save(
      tx.create(Credential, {
        accountId,
        integrationId: credential.integrationId,
        redirectUri: credential.redirectUri ?? null,
        widgetAudience: before?.widgetAudience ?? null,
        clientSecret: sealed('clientSecret'),
        accessToken: sealed('accessToken'),
        refreshToken: sealed('refreshToken'),
        longLivedToken: sealed('longLivedToken'),
        accessExpiresAt: credential.accessExpiresAt ?? null,
        refreshedAt: now,
        generation,
        keyVersion: this.box.version,
      }),
    );
    return generation;
  }

  /** The credential with its secrets opened, or null when the account has none. */
  async open(accountId: string, tx: EntityManager = this.source.manager): Promise<OpenCredential | null> {
    const row = await tx.findOneBy(Credential, { accountId });
    if (!row) return null;
    const opened = (field: SealedField) => {
      const value = row[field];
      return value === null ? null : this.box.open(accountId, sealedFields[field], value);
    };
    return {
      integrationId: row.integrationId,
      redirectUri: row.redirectUri,
      widgetAudience: row.widgetAudience,
      clientSecret: opened('clientSecret'),
      accessToken: opened('accessToken'),
      refreshToken: opened('refreshToken'),
      longLivedToken: opened('longLivedToken'),
      accessExpiresAt: row.accessExpiresAt,
      refreshedAt: row.refreshedAt,
      generation: row.generation,
    };
  }

  /**
   * Changes what people say of an integration and keeps the tokens. A secret is sealed; an account without a credential gets
   * one without tokens.
   */
  async changeIntegration(tx: EntityManager, accountId: string, change: IntegrationChange): Promise<void> {
    // Locked against a refresh of the tokens, whose pair is good once.
    const lock = { mode: 'pessimistic_write' } as const;
    const before = await tx.findOne(Credential, { where: { accountId }, lock });
    const { clientSecret, ...plain } = change;
    const secret =
      clientSecret === undefined
        ? {}
        : { clientSecret: this.box.seal(accountId, sealedFields.clientSecret, clientSecret) };
    // Version 0 makes the next rotation visit a row whose secrets may be under different keys now.
    const keyVersion = before && before.keyVersion !== this.box.version ? 0 : this.box.version;
    const row = before ?? { accountId, integrationId: noIntegration, generation: 0 };
    await tx.save(tx.create(Credential, { ...row, ...plain, ...secret, keyVersion }));
  }

  /** The integrations whose widgets may call the hub: those of accounts that are not removed, with a known secret. */
  async listForWidgets(): Promise<WidgetIntegration[]> {
    const { entities, raw } = await this.source.manager
      .createQueryBuilder(Credential, 'credential')
      .innerJoin(Account, 'account', 'account.id = credential.accountId')
      .addSelect('account.host', 'host')
      .addSelect('account.amoId', 'amo_id')
      .where(`account.state <> 'removed' AND account.amoId IS NOT NULL`)
      .andWhere('credential.clientSecret IS NOT NULL')
      .getRawAndEntities<{ host: string; amo_id: string }>();
    return entities.flatMap(({ accountId, integrationId, redirectUri, widgetAudience, clientSecret }, at) => {
      const account = raw[at];
      if (!account || clientSecret === null) return [];
      const openSecret = () => this.box.open(accountId, sealedFields.clientSecret, clientSecret);
      const { host } = account;
      const amoId = Number(account.amo_id);
      return [{ accountId, host, amoId, integrationId, redirectUri, widgetAudience, openSecret }];
    });
  }

  /**
   * Stores a refreshed pair in place of the one with `seenGeneration`. False when somebody stored another one since:
   * then that one is the newer truth and this pair is dropped.
   */
  async storePair(
    accountId: string,
    pair: RenewedPair,
    seenGeneration: number,
    now: Date,
    tx: EntityManager = this.source.manager,
  ): Promise<boolean> {
    const { clientSecret, redirectUri } = pair;
    const { affected } = await tx.update(
      Credential,
      { accountId, generation: seenGeneration },
      {
        accessToken: this.box.seal(accountId, 'access_token', pair.accessToken),
        refreshToken: this.box.seal(accountId, 'refresh_token', pair.refreshToken),
        accessExpiresAt: pair.expiresAt,
        ...(clientSecret === undefined
          ? {}
          : { clientSecret: this.box.seal(accountId, 'client_secret', clientSecret) }),
        ...(redirectUri === undefined ? {} : { redirectUri }),
        refreshedAt: now,
        generation: seenGeneration + 1,
        // Version 0 makes the next rotation visit a row whose secrets are under different keys now.
        keyVersion: () => `CASE WHEN key_version = ${this.box.version} THEN key_version ELSE 0 END`,
      },
    );
    return affected === 1;
  }

  /** Through which integration each account is called. */
  async listIntegrations(): Promise<Map<string, string>> {
    const rows = await this.source.manager.find(Credential, {
      select: { accountId: true, integrationId: true },
    });
    return new Map(rows.map(({ accountId, integrationId }) => [accountId, integrationId]));
  }

  /** Accounts with a refresh token that nobody has used since `before`, the oldest first. */
  async findIdle(before: Date, limit: number): Promise<string[]> {
    const rows = await this.source.manager
      .createQueryBuilder(Credential, 'credential')
      .select('credential.accountId', 'accountId')
      .innerJoin(Account, 'account', 'account.id = credential.accountId')
      .where('credential.refreshedAt < :before AND credential.refreshToken IS NOT NULL', { before })
      .andWhere(`account.state IN ('connected', 'degraded', 'suspended')`)
      .orderBy('credential.refreshedAt')
      .limit(limit)
      .getRawMany<{ accountId: string }>();
    return rows.map(({ accountId }) => accountId);
  }

  /** Accounts whose long-lived token ends before the given moment; with `only`, that account or none. */
  async findEnding(
    before: Date,
    tx: EntityManager = this.source.manager,
    only?: string,
  ): Promise<{ accountId: string; endsAt: Date }[]> {
    const rows = await tx.find(Credential, {
      where: { accessExpiresAt: LessThan(before), ...(only ? { accountId: only } : {}) },
      select: { accountId: true, accessExpiresAt: true, longLivedToken: true },
    });
    return rows.flatMap(({ accountId, accessExpiresAt, longLivedToken }) =>
      accessExpiresAt && longLivedToken ? [{ accountId, endsAt: accessExpiresAt }] : [],
    );
  }

  /** Forgets every secret of an account: off-boarding. */
  async erase(tx: EntityManager, accountId: string): Promise<void> {
    await tx.delete(Credential, { accountId });
  }

  /** Brings every secret under the newest key, one row per transaction. Safe to repeat; returns how many moved. */
  async rotate(): Promise<number> {
    let moved = 0;
    for (;;) {
      const hasMoved = await this.source.transaction(async (tx) => {
        const row = await tx.findOne(Credential, {
          where: { keyVersion: Not(this.box.version) },
          lock: { mode: 'pessimistic_write' },
        });
        if (!row) return false;
        for (const field of fieldNames) {
          const value = row[field];
          if (value !== null) row[field] = this.box.reseal(row.accountId, sealedFields[field], value);
        }
        row.keyVersion = this.box.version;
        await tx.save(row);
        return true;
      });
      if (!hasMoved) return moved;
      moved++;
    }
  }
}
