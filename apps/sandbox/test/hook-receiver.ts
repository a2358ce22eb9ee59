import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseQuery } from '../src/http/query.js';

interface ReceivedHook {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  text: string;
  /** The parsed form, or the parsed JSON. */
  body: ReturnType<typeof JSON.parse>;
}

/** A real receiver of hooks. `answer` may be replaced: a status, or null to stay silent. */
export interface HookReceiver {
  url: string;
  received: ReceivedHook[];
  answer: (hook: ReceivedHook) => number | null;
  close(): Promise<void>;
}

/** Resolves with the first truthy value of `look`; throws after five seconds. */
export async function until<T>(read: () => T | Promise<T>): Promise<NonNullable<T>> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const found = await read();
    if (found) return found;
    if (Date.now() > deadline) throw new Error('the condition did not come true in 5 s');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export async function startHookReceiver(): Promise<HookReceiver> {
  const receiver: HookReceiver = { url: '', received: [], answer: () => 200, close: () => Promise.resolve() };
  const server = http.createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const json = req.headers['content-type'] === 'application/json';
      const hook: ReceivedHook = {
        method: req.method ?? '',
        path: req.url ?? '',
        headers: req.headers,
        text,
        body: json ? JSON.parse(text) : parseQuery(text),
      };
      receiver.received.push(hook);
      const status = receiver.answer(hook);
      if (status !== null) res.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  receiver.close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return receiver;
}
