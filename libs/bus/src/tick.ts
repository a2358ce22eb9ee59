import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';

/** The tick of a process: once a second every service's bus asks which of its schedules may be due. */
@Injectable()
export class Tick {
  private readonly hearers: ((now: Date) => void)[] = [];

  /** Calls `hear` each second from the application's start on. It must not throw. */
  on(hear: (now: Date) => void): void {
    this.hearers.push(hear);
  }

  @Interval(1_000)
  beat(): void {
    const now = new Date();
    for (const hear of this.hearers) hear(now);
  }
}
