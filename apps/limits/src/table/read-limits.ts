import { parseRequest, UserLimits, type TableFormat } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem, type FieldError } from '@hub/platform/pure';
import { readTable, type TableRow } from './limits-table.js';

/** A line of a file that is a good row. */
export interface LimitsRow {
  line: number;
  value: UserLimits;
}

/**
 * The rows of a file, each checked as the REST body is. What a row does not name is as `stored`; limits in JSON are named all
 * at once. Throws a 400 `Problem` that names every wrong field by its line; an item of JSON counts as a line.
 */
export function readLimits(format: TableFormat, text: string, stored: readonly UserLimits[]): LimitsRow[] {
  const errors: FieldError[] = [];
  const rows = rowsOf(format, text, stored, errors).flatMap(({ line, value }) => {
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

function rowsOf(
  format: TableFormat,
  text: string,
  stored: readonly UserLimits[],
  errors: FieldError[],
): TableRow[] {
  if (format === 'csv') {
    const { rows, faults } = readTable(text);
    errors.push(...faults.map(({ line, detail }) => ({ path: `lines.${line}`, detail })));
    return rows.map(({ line, value }) => {
      const before = storedOf(value, stored);
      const bounds: Record<string, unknown> = { ...before?.limits, ...value.limits };
      const limits = Object.fromEntries(Object.entries(bounds).filter(([, bound]) => bound !== undefined));
      return { line, value: { ...before, ...value, limits } };
    });
  }
  const items = listOf(text);
  if (!items) throw refused([{ path: 'text', detail: message('fields.json-list') }]);
  return items.map((value, at) => ({
    line: at + 1,
    value: isObject(value) ? { ...storedOf(value, stored), ...value } : value,
  }));
}

function storedOf({ userId }: { userId?: unknown }, stored: readonly UserLimits[]): UserLimits | undefined {
  return stored.find((one) => one.userId === userId);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
