import { Body } from '@nestjs/common';
import { ExchangePreview, PreviewRequest } from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Act, Area } from '../route/route.js';
import { whoseAccount } from '../widget/whose-press.js';

@Area('exchange/preview')
export class PreviewController {
  @Act('', {
    answers: ExchangePreview,
    who: 'branch-read',
    widget: 'admins',
    isQuestion: true,
    says: 'Says whom changed settings or limits would block now, and by what, compared with today. Nothing is kept.',
  })
  preview(@Asked() call: Call, @Body() body: PreviewRequest): Promise<ExchangePreview> {
    return call.ask('limits.preview.make', { ...body, ...whoseAccount(call.manager, body) });
  }
}
