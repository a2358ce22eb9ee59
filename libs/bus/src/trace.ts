import { AsyncLocalStorage } from 'node:async_hooks';

const cause = new AsyncLocalStorage<string>();

/**
 * Runs the work of a job or a request: everything that it publishes, enqueues or requests names that id as its cause.
 */
export function causedBy<T>(id: string, work: () => T): T {
  return cause.run(id, work);
}

/** The job or request this code runs for; undefined outside of any. For ids only: no decision may depend on it. */
export function currentCause(): string | undefined {
  return cause.getStore();
}

interface Traced {
  id: string;
  correlationId: string;
  causeId?: string | null;
  payload: unknown;
}

/**
 * The log fields that connect the lines of one job or request. The account is the payload's `accountId`; a payload
 * without it is logged without an account.
 */
export function traceOf({ id, correlationId, causeId, payload }: Traced): object {
  const isObject = typeof payload === 'object' && payload !== null;
  const account = isObject && 'accountId' in payload ? payload.accountId : undefined;
  return { id, correlationId, causeId: causeId ?? undefined, account };
}
