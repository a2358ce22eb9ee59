import { lastSegment } from '../configuration/key.js';

/** How amoCRM itself calls the two final stages of a new pipeline. */
export const wonName = 'Успешно реализовано';
export const lostName = 'Закрыто и не реализовано';

/** Which end of a pipeline the key of a stage names; null for any other stage, and for none. */
export function finalEnd(key: string | null): 'won' | 'lost' | null {
  const last = key === null ? '' : lastSegment(key);
  return last === '~won' ? 'won' : last === '~lost' ? 'lost' : null;
}
