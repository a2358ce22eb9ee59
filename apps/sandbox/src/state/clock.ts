/** Something the clock will run when its time comes; `cancel` is safe after it ran. */
export interface Alarm {
  cancel(): void;
}

interface Waiting {
  atMs: number;
  run: () => void;
}

const longestTimerMs = 2 ** 30;

/**
 * The emulated time: a base clock plus an offset moved by the control API. Alarms follow it, so that advancing the
 * clock by an hour at once runs every retry due within that hour, oldest first.
 */
export class SandboxClock {
  private offsetMs = 0;
  private readonly waiting = new Set<Waiting>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly base: () => number = Date.now) {}

  /** Emulated time in milliseconds. */
  nowMs(): number {
    return this.base() + this.offsetMs;
  }

  /** Emulated time in whole Unix seconds, the unit of v4 JSON. */
  now(): number {
    return Math.floor(this.nowMs() / 1000);
  }

  /** How far the emulated time is from the base clock; saved with the state. */
  get offset(): number {
    return this.offsetMs;
  }

  set(nowMs: number): void {
    this.offsetMs = nowMs - this.base();
    this.wake();
  }

  advance(byMs: number): void {
    this.offsetMs += byMs;
    this.wake();
  }

  /** Runs `run` when the emulated time reaches `atMs`; never keeps the process alive. */
  at(atMs: number, run: () => void): Alarm {
    const entry: Waiting = { atMs, run };
    this.waiting.add(entry);
    this.arm();
    return { cancel: () => void this.waiting.delete(entry) };
  }

  /** Forgets all alarms and goes back to the base clock. */
  reset(): void {
    this.offsetMs = 0;
    this.stop();
  }

  stop(): void {
    this.waiting.clear();
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private wake(): void {
    const now = this.nowMs();
    const due = [...this.waiting].filter((entry) => entry.atMs <= now).sort((a, b) => a.atMs - b.atMs);
    for (const entry of due) {
      if (this.waiting.delete(entry)) entry.run();
    }
    this.arm();
  }

  private arm(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.size === 0) return;
    let next = Infinity;
    for (const entry of this.waiting) next = Math.min(next, entry.atMs);
    const delayMs = Math.min(Math.max(next - this.nowMs(), 0), longestTimerMs);
    this.timer = setTimeout(() => this.wake(), delayMs);
    this.timer.unref();
  }
}
