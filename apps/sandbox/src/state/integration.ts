/** Config 2.1. A public integration is one for all accounts, a private one belongs to a single account. */
export interface Integration {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  name: string;
  kind: 'public' | 'private' | 'external';
  scopes: string[];
  /** Receives the disconnect hook of config 2.4; null: none. */
  disconnectUri: string | null;
  /** Of an external one: receives the secrets of what each authorisation makes (config 2.4); null: none is made. */
  secretsUri: string | null;
}

/** The integration as installed in one account. Disabling it makes every token of it answer 401. */
export interface Installation {
  clientId: string;
  enabled: boolean;
  installedBy: number;
}

export interface AuthCode {
  code: string;
  clientId: string;
  userId: number;
  expiresAt: number;
  used: boolean;
}

export interface AccessToken {
  token: string;
  clientId: string;
  userId: number;
  /** Whether the granting user was an admin then: such a token outlives the user (entities 0.1). */
  grantedByAdmin: boolean;
  scopes: string[];
  expiresAt: number;
  longLived: boolean;
}

export interface RefreshToken {
  token: string;
  accessToken: string;
  clientId: string;
  userId: number;
  /** As in the access token: such a grant outlives the user. */
  grantedByAdmin: boolean;
  expiresAt: number;
  used: boolean;
}
