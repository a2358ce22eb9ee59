import { Client } from 'pg';

type Callback = ((error: Error) => void) | ((error: null, client: Client) => void);

/**
 * A client whose failed connect always carries a code. The driver gives none when the server hangs up in the middle of
 * it, as a proxy in front of a stopped PostgreSQL does, and an error without a code is a stranger's.
 */
export class CodedClient extends Client {
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
}

function coded(error: unknown): unknown {
  if (!(error instanceof Error) || 'code' in error) return error;
  return Object.assign(error, { code: 'ECONNRESET' });
}
