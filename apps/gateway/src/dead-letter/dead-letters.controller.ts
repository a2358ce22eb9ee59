import { Body, Param, Query } from '@nestjs/common';
import {
  ChoiceField,
  DeadLetterFilter,
  DeadLetterRef,
  DeadLettersReplayed,
  DeadLetterView,
  IntField,
  ObjectListField,
  TextField,
  TextListField,
  type BusService,
} from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { mergePages, orAway } from '../route/merge-pages.js';
import { Act, Area, Show } from '../route/route.js';

export const services = [
  'gateway',
  'observer',
  'sync',
  'router',
  'limits',
] as const satisfies readonly BusService[];

class DeadLetters extends DeadLetterFilter {
  @ChoiceField({ description: 'Only the work of this service', of: services, optional: true })
  service?: BusService | null;
}

class DeadLettersQuery extends DeadLetters {
  @TextField({ description: '`nextCursor` of the page before', optional: true, max: 2000 })
  cursor?: string | null;

  @IntField({ description: 'Rows per page', optional: true, min: 1, max: 100 })
  limit?: number | null;
}

class ServiceDeadLetter extends DeadLetterView {
  @ChoiceField({ description: 'Whose work it was', of: services })
  service: BusService;
}

class DeadLettersView {
  @ObjectListField(() => ServiceDeadLetter, { description: 'Dead letters, oldest first' })
  items: ServiceDeadLetter[];

  @TextField({ description: 'Pass it as `cursor` for the next page; null on the last', optional: true })
  nextCursor: string | null;

  @TextListField({
    description: 'Services that did not answer: their dead letters are missing here',
    of: services,
  })
  unanswered: string[];
}

class DeadLetterPath {
  @TextField({ description: 'Id of the message', max: 300 })
  letterId: string;
}

class DeadLetterBody {
  @ChoiceField({ description: 'Whose work it was', of: services })
  service: BusService;

  @TextField({ description: 'The consumer that gave up', max: 100, example: 'gateway.purge' })
  consumer: string;
}

class ReplayedView extends DeadLettersReplayed {
  @TextListField({ description: 'Services that did not answer: ask again for theirs', of: services })
  unanswered: string[];
}

@Area('dead-letters')
export class DeadLettersController {
  @Show('', {
    answers: DeadLettersView,
    who: 'hq-read',
    says: 'Lists work that was given up, of one service or of all, oldest first.',
  })
  list(@Asked() call: Call, @Query() query: DeadLettersQuery): Promise<DeadLettersView> {
    const { service: one, cursor, limit, ...filter } = query;
    const sources = (one ? [one] : services).map((service) => ({
      name: service,
      read: async (page: { cursor: string | null; limit: number }) => {
        const { items, nextCursor } = await call.ask(`${service}.dead-letters.list`, { ...filter, ...page });
        return { items: items.map((item) => ({ service, ...item })), nextCursor };
      },
    }));
    return mergePages({ list: 'dead letters', sources }, { cursor, limit }, ({ gaveUpAt }) => gaveUpAt);
  }

  @Act('replay', {
    answers: ReplayedView,
    who: 'hq',
    says: 'Tries given-up work again, the oldest 500 of each service that the filter means.',
  })
  async replayMany(@Asked() call: Call, @Body() { service, ...filter }: DeadLetters): Promise<ReplayedView> {
    const result: ReplayedView = { replayed: 0, left: 0, unanswered: [] };
    for (const name of service ? [service] : services) {
      const answer = await orAway(call.ask(`${name}.dead-letters.replay-many`, filter));
      if (answer) {
        result.replayed += answer.replayed;
        result.left += answer.left;
      } else result.unanswered.push(name);
    }
    return result;
  }

  @Act(':letterId/replay', {
    answers: DeadLetterRef,
    who: 'hq',
    says: 'Tries given-up work again, with its attempts counted anew.',
  })
  replay(
    @Asked() call: Call,
    @Param() { letterId }: DeadLetterPath,
    @Body() { service, consumer }: DeadLetterBody,
  ): Promise<DeadLetterRef> {
    return call.ask(`${service}.dead-letters.replay`, { consumer, id: letterId });
  }

  @Act(':letterId/discard', {
    answers: DeadLetterRef,
    who: 'hq',
    says: 'Puts given-up work aside for good.',
  })
  discard(
    @Asked() call: Call,
    @Param() { letterId }: DeadLetterPath,
    @Body() { service, consumer }: DeadLetterBody,
  ): Promise<DeadLetterRef> {
    return call.ask(`${service}.dead-letters.discard`, { consumer, id: letterId });
  }
}
