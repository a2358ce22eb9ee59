import { limits } from '@hub/limits';
import type { UserLimits } from '@hub/contracts';

/** What stands in a cell for «as the group has it»; an empty cell is off. */
const ofGroup = '=';
const separator = ';';

const columns = ['userId', 'enabled', 'startedAt', ...limits.map(({ name }) => name)];

/** A row of a table before it is checked, with the line of the file it stands in. */
export interface TableRow {
  line: number;
  value: unknown;
}

/** A file that is no table at all: nothing of it can be read. */
export interface NoTable {
  line: number;
  column: string | null;
}

/** The limits of users as CSV, a line per user: opens in spreadsheets that expect semicolons. */
export function writeTable(users: readonly UserLimits[]): string {
  const rows = users.map(({ userId, enabled, startedAt, limits: bounds }) => [
    String(userId),
    enabled ? '1' : '0',
    startedAt ?? '',
    ...limits.map(({ name }) => (bounds?.[name] === undefined ? ofGroup : String(bounds[name] ?? ''))),
  ]);
  return [columns, ...rows].map((cells) => `${cells.join(separator)}\r\n`).join('');
}

/**
 * Rows of such a file, as bodies of `UserLimits` that are still to be checked. Columns may come in any order, commas and tabs
 * may separate, a missing column of a limit is the group's. Names the first column that there is not.
 */
export function readTable(text: string): TableRow[] | NoTable {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const [head = '', ...rest] = lines;
  const by = [separator, ',', '\t'].find((one) => head.includes(one)) ?? separator;
  const names = cellsOf(head, by);
  const unknown = names.find((name) => !columns.includes(name));
  if (unknown !== undefined) return { line: 1, column: unknown };
  if (!names.includes('userId')) return { line: 1, column: null };
  return rest.flatMap((line, at) =>
    line.trim() === '' ? [] : [{ line: at + 2, value: bodyOf(names, cellsOf(line, by)) }],
  );
}

function cellsOf(line: string, by: string): string[] {
  return line.split(by).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

function bodyOf(names: readonly string[], cells: readonly string[]): unknown {
  const cell = (name: string) => {
    const at = names.indexOf(name);
    return at < 0 ? undefined : (cells[at] ?? '');
  };
  const bounds = limits.flatMap(({ name }) => {
    const value = cell(name);
    return value === undefined || value === ofGroup ? [] : [[name, value === '' ? null : numberOf(value)]];
  });
  return {
    userId: numberOf(cell('userId') ?? ''),
    enabled: flagOf(cell('enabled') ?? ''),
    startedAt: (cell('startedAt') ?? '') === '' ? null : cell('startedAt'),
    limits: Object.fromEntries(bounds) as unknown,
  };
}

/** The number, or the text as it is, which the check then refuses. */
function numberOf(text: string): number | string {
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

function flagOf(text: string): boolean | string {
  if (['1', 'true', '+'].includes(text.toLowerCase())) return true;
  return ['0', 'false', '-', ''].includes(text.toLowerCase()) ? false : text;
}
