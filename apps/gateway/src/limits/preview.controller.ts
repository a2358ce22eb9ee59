import { Body, Query } from '@nestjs/common';
import { ExchangePreview, PageRequest, PreviewRequest } from '@hub/contracts';
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
    says: 'Says whom changed settings or limits would block now, and by what, compared with today, page by page. Nothing is kept.',
  })
  preview(
    @Asked() call: Call,
    @Query() page: PageRequest,
    @Body() body: PreviewRequest,
  ): Promise<ExchangePreview> {
    const changes = { ...body, ...whoseAccount(call.manager, body) };
    return call.ask('limits.preview.make', { ...page, changes });
  }
}
