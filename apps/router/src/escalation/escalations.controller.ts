import { Reply } from '@hub/bus';
import { decodeCursor, EscalationQuery, pageOf, type CursorShape, type EscalationPage } from '@hub/contracts';
import { Controller } from '@nestjs/common';
import { EscalationRepository } from './escalation.repository.js';
import { viewEscalation } from './view-escalation.js';

const cursors: CursorShape = { list: 'escalations', parts: ['moment', 'id'] };

/** Answers which leads branches have given to HQ. */
@Controller()
export class EscalationsController {
  constructor(private readonly escalations: EscalationRepository) {}

  @Reply('router.escalations.list')
  async list(query: EscalationQuery): Promise<EscalationPage> {
    const [askedAt = '', id = ''] = query.cursor ? decodeCursor(cursors, query.cursor) : [];
    const limit = query.limit ?? 50;
    const rows = await this.escalations.list(query, query.cursor ? { askedAt, id } : null, limit + 1);
    const page = pageOf(rows, limit, cursors, (row) => [row.place, row.id]);
    const now = new Date();
    return { items: page.items.map((row) => viewEscalation(row, now)), nextCursor: page.nextCursor };
  }
}
