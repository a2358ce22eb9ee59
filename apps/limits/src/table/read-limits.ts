import { parseRequest, UserLimits, type TableFormat } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem, type FieldError } from '@hub/platform';
import { readTable, type TableRow } from './limits-table.js';

/** A line of a file that is a good row. */
export interface LimitsRow {
  line: number;
  value: UserLimits;
}

/**
 * The rows of a file, each checked as the REST body is. Throws a 400 `Problem` that names every wrong field by its line; an
 * item of JSON counts as a line.
 */
export function readLimits(format: TableFormat, text: string): LimitsRow[] {
  const errors: FieldError[] = [];
  const rows = rowsOf(format, text).flatMap(({ line, value }) => {
    try {
      return [{ line, value: parseRequest(UserLimits, value) }];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { errors: found = [{ path: '', detail: error.body.detail }] } = error.body;
      errors.push(
        ...found.map(({ path, detail }) => ({ path: `lines.${line}${path && `.${path}`}`, detail })),
      );
      return [];
    }
  });
  if (errors.length > 0) throw refused(errors);
  return rows;
}

function rowsOf(format: TableFormat, text: string): TableRow[] {
  if (format === 'csv') {
    const rows = readTable(text);
    if (Array.isArray(rows)) return rows;
    const { line, column } = rows;
    const detail =
      column === null ? message('fields.no-user-column') : message('fields.no-such-column', { column });
    throw refused([{ path: `lines.${line}`, detail }]);
  }
  const items = listOf(text);
  if (!items) throw refused([{ path: 'text', detail: message('fields.json-list') }]);
  return items.map((value, at) => ({ line: at + 1, value }));
}

function listOf(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function refused(errors: FieldError[]): Problem {
  return new Problem(400, message('problems.wrong-fields'), errors);
}
