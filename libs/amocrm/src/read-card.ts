import type { AmoClient } from './amo-client.js';
import { NotFound } from './errors.js';
import type { Join } from './together/join.js';

/** One card, read by its id. */
interface CardRead {
  path: string;
  query?: Record<string, string>;
  /** How a list may answer instead. */
  join?: Join | undefined;
}

/**
 * The card as amoCRM prints it, or undefined: it shows none. An unknown or deleted card answers 204, and 404 says the
 * same. A 404 that is a page of a proxy is not about the card and is thrown.
 */
export async function readCard(amo: AmoClient, { path, query, join }: CardRead): Promise<unknown> {
  try {
    const request = { method: 'GET', path, ...(query ? { query } : {}), ...(join ? { join } : {}) } as const;
    return (await amo.call(request)).body;
  } catch (error) {
    if (error instanceof NotFound && error.isAboutObject) return undefined;
    throw error;
  }
}
