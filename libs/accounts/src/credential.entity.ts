import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How the hub gets into one account. The four secrets are sealed; see `SecretBox`. Stays inside this lib. */
@Entity({ schema: 'accounts', name: 'credential' })
export class Credential {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  /** OAuth client id: public, and a part of the rate budget's name. */
  @Column('text', { name: 'integration_id' })
  integrationId: string;

  @Column('text', { name: 'redirect_uri', nullable: true })
  redirectUri: string | null;

  /** The audience that the widget's tokens name; null: the origin of the redirect address. */
  @Column('text', { name: 'widget_audience', nullable: true })
  widgetAudience: string | null;

  @Column('text', { name: 'client_secret', nullable: true })
  clientSecret: string | null;

  @Column('text', { name: 'access_token', nullable: true })
  accessToken: string | null;

  @Column('text', { name: 'refresh_token', nullable: true })
  refreshToken: string | null;

  @Column('text', { name: 'long_lived_token', nullable: true })
  longLivedToken: string | null;

  /** When the token in use ends: the access token's end, or the long-lived token's. */
  @Column('timestamptz', { name: 'access_expires_at', nullable: true })
  accessExpiresAt: Date | null;

  @Column('timestamptz', { name: 'refreshed_at', nullable: true })
  refreshedAt: Date | null;

  /** Counts stored tokens, so that a caller can see whether another one has refreshed meanwhile. */
  @Column('integer')
  generation: number;

  @Column('integer', { name: 'key_version' })
  keyVersion: number;
}
