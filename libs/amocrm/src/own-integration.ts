/** The integration that asks, as amoCRM wants it in every token request. */
export interface Integration {
  clientId: string;
  clientSecret: string;
  /** Must equal the address in the integration's settings. */
  redirectUri: string;
}

/** What the hub's configuration says of itself; a part is missing where nothing is set. */
export interface OwnIntegration {
  /** The public integration, for every account that has no private one. */
  clientId?: string;
  clientSecret?: string;
  /** Where amoCRM sends people back to this hub. */
  redirectUri?: string;
}

/** Where the gateway takes consents, behind the hub's address. */
export const callbackPath = '/api/v1/oauth/callback';

/**
 * A stored integration by the configuration as it is now. What is stored is a copy: the secret of the public integration and
 * the hub's own address change, and both must be those of the integration's card in amoCRM. An address with the hub's
 * path is the hub's, whoever has the integration.
 */
export function asConfigured(stored: Integration, own: OwnIntegration): Integration {
  const isPublic = stored.clientId === own.clientId;
  const isOwnAddress = isPublic || stored.redirectUri.endsWith(callbackPath);
  return {
    clientId: stored.clientId,
    clientSecret: (isPublic && own.clientSecret) || stored.clientSecret,
    redirectUri: (isOwnAddress && own.redirectUri) || stored.redirectUri,
  };
}

/** Whether amoCRM makes no difference between the two. */
export function areSame(one: Integration, other: Integration): boolean {
  return (
    one.clientId === other.clientId &&
    one.clientSecret === other.clientSecret &&
    one.redirectUri === other.redirectUri
  );
}
