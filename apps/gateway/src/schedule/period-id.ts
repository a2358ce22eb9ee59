import { createHash } from 'node:crypto';

/** The same UUID for the same work and period, in every copy of the service: a tick's row is inserted once. */
export function periodId(work: string, period: number): string {
  const hex = createHash('sha256').update(`${work}:${period}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
