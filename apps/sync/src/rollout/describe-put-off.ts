import { message, type Message } from '@hub/messages';
import { describeFailure, isRefusal } from '@hub/platform/pure';

/** Why work for an account of a rollout waits for its next attempt: amoCRM refused it for now, or nobody answers. */
export function describePutOff(error: unknown): Message {
  const failure = describeFailure(error);
  return message(isRefusal(error) ? 'rollouts.refused-for-now' : 'rollouts.unreachable', { failure });
}
