import { Body, Param, Query } from '@nestjs/common';
import {
  ChoiceField,
  DeadLetterQuery,
  DeadLetterRef,
  DeadLetterView,
  TextField,
  type BusService,
  type DeadLetterPage,
} from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Act, Area, List } from '../route/route.js';

const services = ['gateway', 'sync', 'router', 'limits'] as const satisfies readonly BusService[];

class ServiceDeadLetters extends DeadLetterQuery {
  @ChoiceField({ description: 'Whose work it was', of: services })
  service: BusService;
}

class DeadLetterPath {
  @TextField({ description: 'Id of the message', max: 300 })
  letterId: string;
}

class DeadLetterBody {
  @ChoiceField({ description: 'Whose work it was', of: services })
  service: BusService;

  @TextField({ description: 'The consumer that gave up', max: 100, example: 'gateway.poll' })
  consumer: string;
}

@Area('dead-letters')
export class DeadLettersController {
  @List('', {
    answers: DeadLetterView,
    who: 'hq-read',
    says: 'Lists work that a service gave up, oldest first.',
  })
  list(@Asked() call: Call, @Query() { service, ...query }: ServiceDeadLetters): Promise<DeadLetterPage> {
    return call.ask(`${service}.dead-letters.list`, query);
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
