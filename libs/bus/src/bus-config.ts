import { readFileSync } from 'node:fs';
import { credsAuthenticator, type NodeConnectionOptions } from '@nats-io/transport-node';
import { IsReadableFile } from '@hub/platform';
import { IsOptional, IsString, Matches } from 'class-validator';

/** The bus's part of the environment. Without NATS_URL the bus runs in process. */
export class BusConfig {
  /** One or more servers, separated by commas. */
  @IsOptional()
  @Matches(/^(nats|tls):\/\//, { message: '$property must be an address such as nats://127.0.0.1:4222' })
  NATS_URL?: string;

  @IsOptional()
  @IsString()
  NATS_USER?: string;

  @IsOptional()
  @IsString()
  NATS_PASSWORD?: string;

  @IsOptional()
  @IsString()
  NATS_TOKEN?: string;

  /** A `.creds` file with a JWT and its seed. */
  @IsOptional()
  @IsReadableFile()
  NATS_CREDS_FILE?: string;

  /** Certificate authority of the server; its presence, or a `tls://` address, makes TLS a must. */
  @IsOptional()
  @IsReadableFile()
  NATS_CA_FILE?: string;

  @IsOptional()
  @IsReadableFile()
  NATS_CERT_FILE?: string;

  @IsOptional()
  @IsReadableFile()
  NATS_KEY_FILE?: string;
}

/** Connection options of the nats client, used by the bus and by Nest's transport alike. Reads the credentials file. */
export function natsOptions(config: BusConfig, url: string): NodeConnectionOptions {
  const servers = url.split(',');
  const isTls = config.NATS_CA_FILE !== undefined || servers.some((server) => server.startsWith('tls:'));
  return {
    servers,
    user: config.NATS_USER,
    pass: config.NATS_PASSWORD,
    token: config.NATS_TOKEN,
    ...(config.NATS_CREDS_FILE
      ? { authenticator: credsAuthenticator(readFileSync(config.NATS_CREDS_FILE)) }
      : {}),
    ...(isTls
      ? {
          tls: {
            caFile: config.NATS_CA_FILE,
            certFile: config.NATS_CERT_FILE,
            keyFile: config.NATS_KEY_FILE,
          },
        }
      : {}),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    // A rotated password must not end the process's connection for good.
    ignoreAuthErrorAbort: true,
  };
}
