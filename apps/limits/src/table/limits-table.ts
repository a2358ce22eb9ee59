import { limits } from '@hub/limits';
import type { UserLimits } from '@hub/contracts';
import { message, type Message } from '@hub/messages';

/** The cell text for «as the group has it»; an empty cell is off. */
const ofGroup = '=';
const separator = ';';

const columns = ['userId', 'enabled', 'startedAt', ...limits.map(({ name }) => name)];

/** A row of a table before it is checked, with its line in the file. */
export interface TableRow<Value = unknown> {
  line: number;
  value: Value;
}

/** What the cells of a line say, right or wrong. */
interface Cells {
  userId?: unknown;
  enabled?: unknown;
  startedAt?: unknown;
  limits: Record<string, unknown>;
}

/** A line that cannot be split into cells. */
export interface TableFault {
  line: number;
  detail: Message;
}

/** A file as far as it can be read. */
export interface Table {
  rows: TableRow<Cells>[];
  faults: TableFault[];
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
 * Rows of such a file, as parts of `UserLimits` that are still to be checked. Columns may come in any order, commas and tabs
 * may separate. A column that is missing says nothing: its field is in no row; `=` is a limit that is `undefined`.
 */
export function readTable(text: string): Table {
  const [head = '', ...rest] = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const by = [separator, ',', '\t'].find((one) => head.includes(one)) ?? separator;
  const names = cellsOf(head, by);
  const wrongHead = faultsOfHead(names);
  if (wrongHead.length > 0) return { rows: [], faults: wrongHead };
  const lines = rest.flatMap((line, at) =>
    line.trim() === '' ? [] : [{ line: at + 2, cells: cellsOf(line, by) }],
  );
  const isWhole = ({ cells }: { cells: string[] }) => cells.length === names.length;
  return {
    rows: lines.filter(isWhole).map(({ line, cells }) => ({ line, value: bodyOf(names, cells) })),
    faults: lines
      .filter((line) => !isWhole(line))
      .map(({ line, cells }) => ({
        line,
        detail: message('fields.cells-of-line', { cells: cells.length, columns: names.length }),
      })),
  };
}

/** What is wrong with the names of the columns; then nothing else can be read. */
function faultsOfHead(names: readonly string[]): TableFault[] {
  const faults = names.flatMap((column, at) => {
    if (!columns.includes(column)) return [message('fields.no-such-column', { column })];
    return names.indexOf(column) < at ? [message('fields.column-twice', { column })] : [];
  });
  if (faults.length === 0 && !names.includes('userId')) faults.push(message('fields.no-user-column'));
  return faults.map((detail) => ({ line: 1, detail }));
}

function cellsOf(line: string, by: string): string[] {
  return line.split(by).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

function bodyOf(names: readonly string[], cells: readonly string[]): Cells {
  const fields: Omit<Cells, 'limits'> = {};
  const bounds: Record<string, unknown> = {};
  for (const [at, name] of names.entries()) {
    const cell = cells[at] ?? '';
    if (name === 'userId') fields.userId = numberOf(cell);
    else if (name === 'enabled') fields.enabled = flagOf(cell);
    else if (name === 'startedAt') fields.startedAt = cell === '' ? null : cell;
    else bounds[name] = boundOf(cell);
  }
  return { ...fields, limits: bounds };
}

/** Null is off, undefined is as the group has it. */
function boundOf(cell: string): number | string | null | undefined {
  if (cell === ofGroup) return undefined;
  return cell === '' ? null : numberOf(cell);
}

/** The number, or the text as it is, which the check then refuses. */
function numberOf(text: string): number | string {
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

function flagOf(text: string): boolean | string {
  if (['1', 'true', '+'].includes(text.toLowerCase())) return true;
  return ['0', 'false', '-', ''].includes(text.toLowerCase()) ? false : text;
}
