import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';

/** The tick of a process: once a second every service's bus checks which of its schedules may be due. */
@Injectable()
export class Tick {
  private readonly listeners: ((now: Date) => void)[] = [];

  /** Calls `listener` each second from the application's start on. It must not throw. */
  on(listener: (now: Date) => void): void {
    this.listeners.push(listener);
  }

  @Interval(1_000)
  beat(): void {
    const now = new Date();
    for (const listener of this.listeners) listener(now);
  }
}
