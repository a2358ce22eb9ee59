import { AsyncLocalStorage } from 'node:async_hooks';

const cause = new AsyncLocalStorage<string>();

/** Does the work of a job or a request: what it publishes, enqueues or asks meanwhile names that id as its cause. */
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
 * The fields by which a log line of a job or request finds its siblings. The account is the payload's `accountId`, so
 * whoever wants it in the log puts it there.
 */
export function traceOf({ id, correlationId, causeId, payload }: Traced): object {
  const isObject = typeof payload === 'object' && payload !== null;
  const account = isObject && 'accountId' in payload ? payload.accountId : undefined;
  return { id, correlationId, causeId: causeId ?? undefined, account };
}
