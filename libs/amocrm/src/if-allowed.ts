import { Forbidden } from './errors.js';

/** What a reading gives, or null where amoCRM forbids it to this user or integration. Throws everything else. */
export async function ifAllowed<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Forbidden) return null;
    throw error;
  }
}
