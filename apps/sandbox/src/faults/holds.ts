import type { FaultAct } from '../http/faults.js';

/** A call that waits at a fault. */
export interface Held {
  subdomain: string;
  method: string;
  path: string;
  /** Emulated milliseconds. */
  since: number;
}

/** The calls one fault keeps waiting. */
export class Holds {
  private readonly held = new Set<{ about: Held; go: (then: 'go-on' | 'cut') => void }>();

  constructor(private readonly clockMs: () => number) {}

  /** An act that waits for `release`, which also decides how it goes on. */
  hold(about: Omit<Held, 'since'>): FaultAct {
    const act: FaultAct = { then: 'go-on' };
    act.wait = new Promise((resolve) => {
      this.held.add({
        about: { ...about, since: this.clockMs() },
        go: (then) => {
          act.then = then;
          resolve();
        },
      });
    });
    return act;
  }

  release(then: 'go-on' | 'cut'): number {
    const released = [...this.held];
    this.held.clear();
    for (const { go } of released) go(then);
    return released.length;
  }

  list(): Held[] {
    return [...this.held].map(({ about }) => about);
  }
}
