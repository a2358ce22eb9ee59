import { Inject, Injectable } from '@nestjs/common';
import { CredentialRepository, type WidgetIntegration } from '@hub/accounts';
import { IntegrationOf } from '../account/integration-of.js';
import { RememberedTable } from '../route/remembered-table.js';
import { sourceKey } from './read-token.js';

/** An integration with the secrets that its card in amoCRM may have: that of the configuration, and the stored one. */
interface KnownIntegration extends WidgetIntegration {
  openSecrets(): [string, ...string[]];
}

/**
 * The integrations whose widgets may call, in memory: a token or an origin that is unknown costs the database at most one
 * query a second, whoever tries.
 */
@Injectable()
export class WidgetIntegrations {
  private readonly known: RememberedTable<KnownIntegration>;

  constructor(@Inject(CredentialRepository) credentials: CredentialRepository, integrations: IntegrationOf) {
    this.known = new RememberedTable(async () => {
      const all = (await credentials.listForWidgets()).map((one) => withSecrets(one, integrations));
      const bySource = all.map((one) => [sourceKey(one.integrationId, one.amoId), one] as const);
      return new Map([...bySource, ...all.map((one) => [originOf(one.host), one] as const)]);
    });
  }

  /** The integration, or undefined. With `isHurried` one that is not in memory counts as unknown while no reading is due. */
  async find(source: string, isHurried: boolean): Promise<KnownIntegration | undefined> {
    return this.known.find(source, isHurried);
  }

  /** Whether this is the origin of an account whose widget may call; `isHurried` as in `find`. */
  async isKnownOrigin(origin: string, isHurried: boolean): Promise<boolean> {
    return (await this.known.find(origin, isHurried)) !== undefined;
  }
}

/** The stored secret of the hub's public integration may be older than the configured one, and newer. */
function withSecrets(one: WidgetIntegration, integrations: IntegrationOf): KnownIntegration {
  const { integrationId: clientId, redirectUri } = one;
  const openSecrets = (): [string, ...string[]] => {
    const stored = one.openSecret();
    const now = integrations.now({ clientId, clientSecret: stored, redirectUri: redirectUri ?? '' });
    return now.clientSecret === stored ? [stored] : [now.clientSecret, stored];
  };
  return { ...one, openSecrets };
}

/** The origin of an account's pages. */
export function originOf(host: string): string {
  return `https://${host}`;
}
