import type { AmoClient } from '@hub/amocrm';
import { fillCall, type WriteCall } from './call.js';
import { readAnswer, type Learned } from './read-answer.js';

/** Sends one call and says what its answer teaches. Throws the client's errors, and those of `fillCall` and `readAnswer`. */
export async function writeCall(
  amo: AmoClient,
  step: WriteCall,
  ids: ReadonlyMap<string, string>,
): Promise<Learned> {
  const call = fillCall(step, ids);
  const { method, path, body } = call;
  const answer = await amo.call({ method, path, ...(body === null ? {} : { body }) });
  return readAnswer(call, answer.body);
}
