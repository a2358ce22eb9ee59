/** Codes of a refused or broken connection, and PostgreSQL's own of a server that starts, stops or is full. */
const awayCodes = /^(ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|57P|08|53300)/;
/** What the pool says, without a code, when no connection was to be had. */
const noConnection = 'timeout exceeded when trying to connect';

/**
 * Whether PostgreSQL could not be asked. A failed query that carries no SQLSTATE was never answered: the driver says so
 * when the connection breaks under it.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.message === noConnection) return true;
  const own = sqlStateOf(error);
  return own === undefined
    ? (error as { driverError?: unknown }).driverError !== undefined
    : typeof own === 'string' && awayCodes.test(own);
}

/** The code of a failed query or connection; undefined where there is none. */
export function sqlStateOf(error: unknown): unknown {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: { code?: unknown } };
  return driverError ? driverError.code : code;
}
