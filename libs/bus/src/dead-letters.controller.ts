import { Controller, type Type } from '@nestjs/common';
import {
  DeadLetterFilter,
  DeadLetterQuery,
  DeadLetterRef,
  type BusService,
  type DeadLetterPage,
  type DeadLettersReplayed,
} from '@hub/contracts';
import { DeadLetters } from './dead-letters.js';
import { Reply } from './reply.js';

/** The responders of one service; a class of its own per service, because subjects are fixed in decorators. */
export function deadLettersController(service: BusService): Type {
  @Controller()
  class DeadLettersController {
    constructor(private readonly letters: DeadLetters) {}

    @Reply(`${service}.dead-letters.list`)
    list(query: DeadLetterQuery): Promise<DeadLetterPage> {
      return this.letters.list(query);
    }

    @Reply(`${service}.dead-letters.replay`)
    replay(ref: DeadLetterRef): Promise<DeadLetterRef> {
      return this.letters.replay(ref);
    }

    @Reply(`${service}.dead-letters.replay-many`)
    replayMany(filter: DeadLetterFilter): Promise<DeadLettersReplayed> {
      return this.letters.replayMany(filter);
    }

    @Reply(`${service}.dead-letters.discard`)
    discard(ref: DeadLetterRef): Promise<DeadLetterRef> {
      return this.letters.discard(ref);
    }
  }
  return DeadLettersController;
}
