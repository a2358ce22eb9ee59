import http from 'node:http';
import https from 'node:https';

/** Config 7.3. */
const answerWithinMs = 2000;

/** Config 2.1: the installation hook. */
const installedWithinMs = 3000;

export interface HookRequest {
  destination: string;
  headers: Record<string, string>;
  body: string;
}

/** Sends hooks over connections of its own; `close` cuts what is under way. */
export class HookTransport {
  private readonly plain = new http.Agent({ keepAlive: true, maxSockets: 64 });
  /** Any certificate will do: receivers under test have their own. */
  private readonly tls = new https.Agent({ keepAlive: true, maxSockets: 64, rejectUnauthorized: false });

  /** The status the receiver gave within 2 s of the request going out, 0 for none. Never rejects. */
  post({ destination, headers, body }: HookRequest): Promise<number> {
    return this.send('POST', destination, {
      withinMs: answerWithinMs,
      headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
      body,
    });
  }

  /** The same for the hooks that amoCRM sends by GET (disconnect, installation). */
  get(destination: string): Promise<number> {
    return this.send('GET', destination, { withinMs: installedWithinMs, headers: {}, body: undefined });
  }

  close(): void {
    this.plain.destroy();
    this.tls.destroy();
  }

  private send(
    method: string,
    destination: string,
    {
      withinMs,
      headers,
      body,
    }: { withinMs: number; headers: Record<string, string>; body: string | undefined },
  ): Promise<number> {
    return new Promise((resolve) => {
      const secure = destination.startsWith('https:');
      const options = { method, headers, agent: secure ? this.tls : this.plain };
      const request = secure ? https.request(destination, options) : http.request(destination, options);
      let timer: NodeJS.Timeout | undefined;
      const finish = (status: number): void => {
        clearTimeout(timer);
        resolve(status);
      };
      request.on('socket', () => {
        timer = setTimeout(() => request.destroy(), withinMs);
      });
      request.on('response', (response) => {
        response.on('error', () => undefined).resume();
        finish(response.statusCode ?? 0);
      });
      request.on('error', () => finish(0));
      request.on('close', () => finish(0));
      request.end(body);
    });
  }
}
