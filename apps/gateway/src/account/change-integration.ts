import {
  CredentialRepository,
  noIntegration,
  type IntegrationChange,
  type OpenCredential,
} from '@hub/accounts';
import { AccessTokens, untilStored } from '@hub/amocrm';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ProveIntegration } from './prove-integration.js';
import { RecordCredential } from './record-credential.js';

/**
 * Changes the integration of an account. Where a pair of tokens is stored, another secret or redirect address is proven
 * first: a typing error changes nothing, and the right secret revives an account in `reconnect`.
 */
@Injectable()
export class ChangeIntegration {
  constructor(
    private readonly source: DataSource,
    @Inject(CredentialRepository) private readonly credentials: CredentialRepository,
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
    private readonly proving: ProveIntegration,
    private readonly record: RecordCredential,
  ) {}

  /** Throws 400 for what needs an id when none is known, 409 for another integration than the pair's, 422 for one that amoCRM refuses, 503 when amoCRM is away. */
  async change(accountId: string, change: IntegrationChange): Promise<void> {
    await this.tokens.exclusively(accountId, async () => {
      const before = await this.credentials.open(accountId);
      refuseWithoutId(before, change);
      const isAnother = change.integrationId !== undefined && change.integrationId !== before?.integrationId;
      // A pair of tokens is renewed by the integration that got it.
      if (isAnother && before?.refreshToken)
        throw new Problem(409, message('problems.integration-in-use', { id: before.integrationId }));
      const pair = before && (await this.proving.prove(accountId, before, change));
      const proven = pair && { pair, generation: before.generation };
      const store = () =>
        inTransaction(this.source, (tx) => this.record.changed(tx, accountId, change, proven, new Date()));
      await (proven ? untilStored(store) : store());
    });
  }
}

/** The secret and the redirect address are an integration's: of none they would never work. */
function refuseWithoutId(before: OpenCredential | null, change: IntegrationChange): void {
  const id = change.integrationId ?? before?.integrationId ?? noIntegration;
  const isOfOne = change.clientSecret !== undefined || change.redirectUri !== undefined;
  if (!isOfOne || id !== noIntegration) return;
  const errors = [{ path: 'id', detail: message('fields.integration-id-needed') }];
  throw new Problem(400, message('problems.wrong-fields'), errors);
}
