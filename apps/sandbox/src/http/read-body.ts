import type { IncomingMessage } from 'node:http';
import { ApiProblem } from './problem.js';
import { parseQuery } from './query.js';

/**
 * Reads and parses a body: JSON, or a form (as some clients send OAuth); JSON that calls itself a form, as `curl -d` does,
 * is JSON. Undefined when empty; 400 when not JSON.
 */
export async function readBody(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.trim() === '') return undefined;
  const isForm = req.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  if (isForm && !/^\s*[{[]/.test(text)) return parseQuery(text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ApiProblem(400, 'Invalid request body');
  }
}

/** Whether there is a body to wait for at all. */
export function hasBody(req: IncomingMessage): boolean {
  const length = req.headers['content-length'];
  return (length !== undefined && length !== '0') || req.headers['transfer-encoding'] !== undefined;
}
