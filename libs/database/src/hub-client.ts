import { Socket } from 'node:net';
import { Client, type ClientConfig } from 'pg';

type Callback = ((error: Error) => void) | ((error: null, client: Client) => void);

export interface HubClientConfig extends ClientConfig {
  /** How long the server may send nothing while a statement runs; then the connection is broken. 0: for ever. */
  quietMs?: number;
}

/**
 * A client that does not wait for a server that is gone, and whose broken connection always carries a code.
 * - A host that dies, or a firewall that forgets a connection, answers nothing, and TCP notices it after a quarter of an
 *   hour. So a statement without an answer for `quietMs` breaks its connection with ETIMEDOUT.
 * - The driver gives no code when the server hangs up in the middle of a connect, as a proxy in front of a stopped
 *   PostgreSQL does, and an error without a code is a stranger's.
 */
export class HubClient extends Client {
  private isAsked = false;

  constructor({ quietMs = 0, ...config }: HubClientConfig = {}, socket = new Socket()) {
    super({ ...config, stream: () => socket });
    this.on('drain', () => (this.isAsked = false));
    socket.setTimeout(quietMs, () => {
      if (this.isAsked) socket.destroy(withCode(new Error(`no answer for ${quietMs} ms`), 'ETIMEDOUT'));
    });
  }

  override connect(): Promise<Client>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<Client> | undefined {
    if (!callback) {
      return super.connect().catch((error: unknown) => {
        throw coded(error);
      });
    }
    const report = callback as (error: unknown, client?: Client) => void;
    super.connect((error: unknown) => report(error ? coded(error) : error, this));
    return undefined;
  }

  override query = ((...asked: unknown[]): unknown => {
    this.isAsked = true;
    return (super.query as (...all: unknown[]) => unknown).apply(this, asked);
  }) as Client['query'];
}

function coded(error: unknown): unknown {
  return error instanceof Error && !('code' in error) ? withCode(error, 'ECONNRESET') : error;
}

function withCode(error: Error, code: string): Error {
  return Object.assign(error, { code });
}
