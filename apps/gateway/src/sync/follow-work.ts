import { Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { Problem } from '@hub/platform';
import {
  distinctUntilChanged,
  exhaustMap,
  filter,
  map,
  merge,
  Subject,
  takeUntil,
  takeWhile,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { KeyRepository } from '../key/key.repository.js';
import type { Call } from '../route/call.js';

const pollEveryMs = 1_000;
/** Proxies cut a connection on which nothing comes for a minute. */
const beatEveryMs = 15_000;
/** What a browser waits before it connects again. */
const retryMs = 3_000;

interface Progress {
  state: string;
  callsDone: number;
}

/** `gone`: the key is revoked. `away`: nobody could say how the work stands just now. */
type Reading<T> = T | 'gone' | 'away';

/** Streams of progress. They end with the process's drain, because an open one would hold the server open. */
@Injectable()
export class FollowWork implements OnModuleDestroy {
  private readonly draining = new Subject<void>();

  constructor(private readonly keys: KeyRepository) {}

  /**
   * An event for every change of what `ask` says; ends when `isOver` says so, and with the right to see it: the key is
   * read again at every look. Looks once a second; a comment every 15 seconds keeps the connection.
   */
  follow<T extends Progress>(
    call: Call,
    ask: (call: Call) => Promise<T>,
    isOver: (progress: T) => boolean,
  ): Observable<MessageEvent> {
    const progress = timer(0, pollEveryMs).pipe(
      exhaustMap(() => this.read(call, ask)),
      takeWhile((reading) => reading !== 'gone'),
      filter((reading) => reading !== 'away'),
      distinctUntilChanged((a, b) => JSON.stringify(a) === JSON.stringify(b)),
      takeWhile((reading) => !isOver(reading), true),
      map((data) => ({ type: 'progress', id: `${data.state}-${data.callsDone}`, retry: retryMs, data })),
    );
    return withBeats(progress).pipe(takeUntil(this.draining));
  }

  onModuleDestroy(): void {
    this.draining.next();
    this.draining.complete();
  }

  private async read<T extends Progress>(call: Call, ask: (call: Call) => Promise<T>): Promise<Reading<T>> {
    try {
      const caller = call.caller && (await this.keys.findById(call.caller.id));
      if (!caller) return 'gone';
      return await ask(call.as(caller));
    } catch (error) {
      return error instanceof Problem && error.body.status < 500 ? 'gone' : 'away';
    }
  }
}

/** The events with a comment between them every 15 seconds; ends with the events. */
function withBeats(events: Observable<MessageEvent>): Observable<MessageEvent> {
  const ended = new Subject<void>();
  const beats = timer(beatEveryMs, beatEveryMs).pipe(
    map(() => ({ comment: 'heartbeat' })),
    takeUntil(ended),
  );
  return merge(events.pipe(tap({ complete: () => ended.next() })), beats);
}
