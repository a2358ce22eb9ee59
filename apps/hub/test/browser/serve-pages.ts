import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import selfsigned from 'selfsigned';

/** A widget as it is uploaded to an account. */
export interface Uploaded {
  files: Record<string, Uint8Array>;
  version: string;
  client: string;
  settings?: Record<string, string>;
  isInitOnce?: boolean;
}

/** What the pages of an origin show: who is signed in, and which widget is there. */
export interface Session {
  userId: number;
  uploaded: Uploaded;
  /** Fetches the token of the user's session. */
  token(): Promise<string>;
  background?: string;
  lang?: string;
}

/** Pages of accounts, over TLS, by the host that a browser asks for. */
export interface Pages {
  port: number;
  sessions: Map<string, Session>;
  close(): Promise<void>;
}

export const widgetCode = 'franchise_hub_1';
const client = readFileSync(new URL('amo-page.js', import.meta.url), 'utf8');

const types: Record<string, string> = { js: 'text/javascript', json: 'application/json', html: 'text/html' };

export async function servePages(): Promise<Pages> {
  const made = await selfsigned.generate([{ name: 'commonName', value: 'pages of accounts (test only)' }]);
  const sessions = new Map<string, Session>();
  const server = createServer({ key: made.private, cert: made.cert }, (request, response) => {
    const session = sessions.get(request.headers.host ?? '');
    const path = new URL(request.url ?? '/', 'https://any').pathname;
    const answer = async (): Promise<[string, string | Uint8Array] | null> => {
      if (!session) return null;
      if (path.endsWith('/disposable_token'))
        return ['json', JSON.stringify({ token: await session.token() })];
      if (path === '/ajax/widgets/list') return ['json', JSON.stringify([entryOf(session.uploaded)])];
      if (path === '/amo-page.js') return ['js', client];
      const file = /^\/upl\/\w+\/(.+)$/.exec(path)?.[1];
      if (file !== undefined) {
        const bytes = session.uploaded.files[file];
        return bytes ? [file.split('.').at(-1) ?? '', bytes] : null;
      }
      return ['html', pageOf(session)];
    };
    answer().then(
      (found) => {
        response.writeHead(found ? 200 : 404, {
          'content-type': types[found?.[0] ?? ''] ?? 'application/octet-stream',
        });
        response.end(found?.[1]);
      },
      (error: unknown) => {
        response.writeHead(500).end(String(error));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    sessions,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function entryOf({ version, client: uuid, settings = {}, isInitOnce = false }: Uploaded): object {
  const code = widgetCode;
  return { code, version, active: 'Y', path: `/upl/${code}`, client: uuid, settings, isInitOnce };
}

function pageOf({ userId, background = '#f5f5f5', lang = 'ru' }: Session): string {
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>amoCRM</title></head>
<body data-user="${userId}" style="margin:0;min-height:100vh;background:${background};font-family:Arial">
<div id="work"></div><div id="widgets_block" style="width:320px"></div><script src="/amo-page.js"></script></body></html>`;
}
