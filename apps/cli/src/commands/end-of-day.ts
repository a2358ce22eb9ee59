import { message } from '@hub/messages';
import { CliError } from '../cli-error.js';

/** The last second (UTC) of a day such as `2027-01-31`, as ISO text. Throws a `CliError` for anything else. */
export function endOfDay(day: string): string {
  const end = new Date(`${day}T23:59:59Z`);
  // JavaScript reads the 30th of February as the 2nd of March.
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(end.getTime()) || !end.toISOString().startsWith(day))
    throw new CliError(message('cli.bad-date', { words: day }));
  return end.toISOString();
}
