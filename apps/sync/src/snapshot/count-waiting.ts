import type { AmoClient } from '@hub/amocrm';
import { readPage, UnexpectedAnswer } from '@hub/amocrm/pure';
import { walkRows } from './walk-rows.js';

/**
 * How many requests wait among the incoming leads of a pipeline: one call for up to 250. The list has what waits and
 * nothing else (sheet entities 9.2); the summary has sorted ones in it too, and no figure for the rest.
 */
export async function countWaiting(amo: AmoClient, pipelineId: number): Promise<number> {
  const request = {
    path: '/api/v4/leads/unsorted',
    key: 'unsorted',
    read: readRequest,
    query: { filter: { pipeline_id: pipelineId }, order: { created_at: 'asc' } },
  };
  const pages = walkRows(
    (asked) => readPage(amo, request, asked),
    ({ uid }) => uid,
  );
  let count = 0;
  // Because a filter may be ignored in silence; a request that names no pipeline is counted rather than lost.
  for await (const page of pages)
    count += page.filter(({ pipelineId: of }) => of === null || of === pipelineId).length;
  return count;
}

function readRequest(value: unknown, path: string): { uid: string; pipelineId: number | null } {
  const { uid, pipeline_id } = (value ?? {}) as { uid?: unknown; pipeline_id?: unknown };
  if (typeof uid !== 'string') throw new UnexpectedAnswer(path, 'incoming lead');
  return { uid, pipelineId: typeof pipeline_id === 'number' ? pipeline_id : null };
}
