import { setTimeout as wait } from 'node:timers/promises';
import { decideRestart } from './decide-restart.js';

/** A program that runs. */
export interface Program {
  /** Resolves when it has ended, with the reason in words; `isFinal` when another start is in vain. */
  ended: Promise<Ending>;
  stop(): Promise<void>;
}

export interface Ending {
  reason: string;
  isFinal?: boolean;
}

export interface KeepOptions<P extends Program> {
  name: string;
  start: () => Promise<P>;
  /** Gets one line for every end, start and giving up. */
  say: (line: string) => void;
  /** Called once when the program is not started again; it is not running then. */
  onGivenUp: () => void;
}

export interface Kept {
  /** Stops the program, or the attempt to start it again. */
  stop(): Promise<void>;
}

/**
 * Starts a program, and starts it again whenever it ends by itself: after a pause that doubles, until it dies early too
 * often (`decideRestart`). The first start's failure is thrown; a later one counts as an end.
 */
export async function keepRunning<P extends Program>(options: KeepOptions<P>): Promise<Kept & { first: P }> {
  const stopping = new AbortController();
  const first = await options.start();
  const state: { current: P | undefined } = { current: first };
  const done = supervise(options, state, stopping.signal);
  return {
    first,
    async stop() {
      stopping.abort();
      await state.current?.stop();
      await done;
    },
  };
}

async function supervise<P extends Program>(
  { name, start, say, onGivenUp }: KeepOptions<P>,
  state: { current: P | undefined },
  stopping: AbortSignal,
): Promise<void> {
  const isStopping = () => stopping.aborted;
  let shortLives = 0;
  let startedAt = performance.now();
  let ending = await state.current?.ended;
  while (!isStopping() && ending) {
    state.current = undefined;
    const next = ending.isFinal
      ? ({ kind: 'give-up' } as const)
      : decideRestart(shortLives, performance.now() - startedAt);
    if (next.kind === 'give-up') {
      say(`${name} ended (${ending.reason}) and is not started again`);
      onGivenUp();
      return;
    }
    shortLives = next.shortLives;
    say(`${name} ended (${ending.reason}); starting it again in ${next.afterMs / 1000} s`);
    await wait(next.afterMs, undefined, { signal: stopping }).catch(() => undefined);
    if (isStopping()) return;
    startedAt = performance.now();
    ending = await startAgain(start, state, stopping);
  }
}

/** Resolves when the program that was started has ended, or could not be started. */
async function startAgain<P extends Program>(
  start: () => Promise<P>,
  state: { current: P | undefined },
  stopping: AbortSignal,
): Promise<Ending | undefined> {
  try {
    state.current = await start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { reason: reason.trim().replace(/\s*\n\s*/g, ' | ') };
  }
  // The order to stop may have come while it started.
  if (stopping.aborted) await state.current.stop();
  return state.current.ended;
}
