import { Inject, Injectable } from '@nestjs/common';
import { CredentialRepository, type WidgetIntegration } from '@hub/accounts';
import { IntegrationOf } from '../account/integration-of.js';
import { RememberedTable } from '../route/remembered-table.js';
import { sourceKey } from './read-token.js';

/**
 * The integrations whose widgets may call, in memory: a token or an origin that is unknown costs the database at most one
 * query a second, whoever tries.
 */
@Injectable()
export class WidgetIntegrations {
  private readonly known: RememberedTable<WidgetIntegration>;

  constructor(@Inject(CredentialRepository) credentials: CredentialRepository, integrations: IntegrationOf) {
    this.known = new RememberedTable(async () => {
      const all = (await credentials.listForWidgets()).map((one) => asNow(one, integrations));
      const bySource = all.map((one) => [sourceKey(one.integrationId, one.amoId), one] as const);
      return new Map([...bySource, ...all.map((one) => [originOf(one.host), one] as const)]);
    });
  }

  /** The integration, or undefined. With `isHurried` one that is not in memory counts as unknown while no reading is due. */
  async find(source: string, isHurried: boolean): Promise<WidgetIntegration | undefined> {
    return this.known.find(source, isHurried);
  }

  /** Whether this is the origin of an account whose widget may call; `isHurried` as in `find`. */
  async isKnownOrigin(origin: string, isHurried: boolean): Promise<boolean> {
    return (await this.known.find(origin, isHurried)) !== undefined;
  }
}

/** A copy of the hub's public integration may be older than its secret. */
function asNow(one: WidgetIntegration, integrations: IntegrationOf): WidgetIntegration {
  const { integrationId: clientId, redirectUri } = one;
  const now = () =>
    integrations.now({ clientId, clientSecret: one.openSecret(), redirectUri: redirectUri ?? '' });
  return { ...one, openSecret: () => now().clientSecret };
}

/** The origin of an account's pages. */
export function originOf(host: string): string {
  return `https://${host}`;
}
