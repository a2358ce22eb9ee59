import { UnexpectedAnswer } from '@hub/amocrm/pure';

/** What is checked of a row. List values have their name in `value`. */
interface Row {
  id?: unknown;
  name?: unknown;
  value?: unknown;
  enums?: unknown;
  _embedded?: { statuses?: unknown };
}

/**
 * Gives back what was read of a list. Throws `UnexpectedAnswer` where a row, a list value or a stage came without a name:
 * that is no name to compare, and nobody has renamed or removed it.
 */
export function refuseNameless<T>(read: T, path: string): T {
  if (!Array.isArray(read)) return read;
  for (const { id, name, value, enums, _embedded } of read as Row[]) {
    const place = `${path}.${String(id)}`;
    if (name === '' || value === '') throw new UnexpectedAnswer(`${place}.name`, 'text');
    refuseNameless(enums, place);
    refuseNameless(_embedded?.statuses, place);
  }
  return read;
}
