import { setTimeout as rest } from 'node:timers/promises';

const longestRestMs = 10;

/**
 * How long a loop rests, in ms, after a round that moved so many items: a lone one is hardly held up, and under load
 * each round finds more to do, which costs the database less than many small rounds.
 */
export function restAfter(moved: number): number {
  return Math.min(moved, longestRestMs);
}

/** Wakes one sleeping loop. Rung while nobody sleeps, it makes the next sleep end at once. */
export class Bell {
  private isRung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.isRung = true;
    this.wake?.();
  }

  /** Rests, whatever rings, and then sleeps until rung, at most `ms`. */
  async wait(ms: number, restMs = 0): Promise<void> {
    if (restMs > 0) await rest(restMs);
    if (!this.isRung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = undefined;
    }
    this.isRung = false;
  }
}
