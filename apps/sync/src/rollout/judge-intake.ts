import { message, type Message } from '@hub/messages';

/** How many leads came in an account during its gate, and during the same time of earlier weeks. */
export type Intake =
  | { readonly kind: 'counted'; readonly came: number; readonly before: readonly number[] }
  | { readonly kind: 'unknown'; readonly why: Message };

interface IntakeVerdict {
  readonly isFallen: boolean;
  readonly reason: Message;
}

/** The earlier weeks that a gate is compared with. */
export const weeksCompared = 4;
/** The weakest of the weeks must have brought so many leads; with fewer, none at all may be chance. */
const floor = 10;
/** By chance alone, fewer than half of the weakest of four weeks come about once in a hundred gates at the floor. */
const share = 0.5;

/**
 * Whether fewer leads came than is usual: less than half of the weakest of the earlier weeks at the same weekday and
 * hour. A branch in which few leads are usual, and one whose leads could not be counted, never stops the rollout; the
 * reason says so.
 */
export function judgeIntake(intake: Intake, minutes: number): IntakeVerdict {
  if (intake.kind === 'unknown')
    return { isFallen: false, reason: message('rollouts.intake-unknown', { why: intake.why }) };
  const { came, before } = intake;
  const usual = before.length < weeksCompared ? 0 : Math.min(...before);
  const facts = { came, usual, minutes };
  if (usual < floor) return { isFallen: false, reason: message('rollouts.intake-few', facts) };
  if (came >= usual * share) return { isFallen: false, reason: message('rollouts.intake-kept', facts) };
  return { isFallen: true, reason: message('rollouts.intake-fell', facts) };
}
