import type { Bus, Job } from '@hub/bus';
import type { FieldMap, FieldMapRequest } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem, RetryLater } from '@hub/platform';

/** A service or the bus is away, which may last: no reason to give a lead up. */
const awayStatuses = [503, 504];
const untilBackMs = 30_000;

/** Fields and list values that the HQ account has, or should have: where sync's cached list lacks one it is read anew. */
export type ExpectedInHq = Pick<FieldMapRequest, 'hqFieldIds' | 'hqEnumIds'>;

/** How HQ's fields are called in a branch account. Throws `RetryLater` while sync is away. */
export async function askFieldMap(
  bus: Bus,
  { hqAccountId, accountId, ...expected }: { hqAccountId: string; accountId: string } & ExpectedInHq,
  { correlationId, signal }: Pick<Job<unknown>, 'correlationId' | 'signal'>,
): Promise<FieldMap> {
  const request = { referenceAccountId: hqAccountId, branchAccountId: accountId, ...expected };
  try {
    return await bus.request('sync.field-map', request, { correlationId, signal });
  } catch (error) {
    if (!isAway(error)) throw error;
    const said = message('failures.field-map-away', { failure: error.body.detail });
    throw new RetryLater(said, untilBackMs, { cause: error });
  }
}

/** Whether a request failed because the service that answers it is away. */
export function isAway(error: unknown): error is Problem {
  return error instanceof Problem && awayStatuses.includes(error.body.status);
}
