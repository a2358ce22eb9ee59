import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { HubRequest } from './call.js';
import { speakAnswer } from './speak-answer.js';

/** Puts the words of messages into every answer, also into one that is given again for its `Idempotency-Key`. */
@Injectable()
export class SpeakInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { locale } = context.switchToHttp().getRequest<HubRequest>();
    return next.handle().pipe(map((answer) => speakAnswer(answer, locale)));
  }
}
