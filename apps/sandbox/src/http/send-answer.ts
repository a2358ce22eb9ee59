import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.js';

/** As PHP writes it for pages that nobody may keep. */
const longAgo = 'Thu, 19 Nov 1981 08:52:00 GMT';

/** Sends an answer. */
export function sendAnswer(res: ServerResponse, answer: Answer, requestId?: string): void {
  const { status, body } = answer;
  const headers: Record<string, string | number> = {
    'Cache-Control': 'no-store, no-cache, must-revalidate',
    Expires: longAgo,
    Pragma: 'no-cache',
  };
  if (requestId !== undefined) headers['X-Request-Id'] = requestId;
  if (body === undefined) {
    if (answer.type !== undefined) headers['Content-Type'] = answer.type;
    if (status !== 204) headers['Content-Length'] = 0;
    res.writeHead(status, { ...headers, ...answer.headers }).end();
    return;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  headers['Content-Type'] = answer.type ?? 'application/hal+json';
  headers['Content-Length'] = Buffer.byteLength(text);
  res.writeHead(status, answer.headers ? { ...headers, ...answer.headers } : headers).end(text);
}
