import { Query } from '@nestjs/common';
import { IdField, JsonField, MomentField, PageRequest, TextField, type Page } from '@hub/contracts';
import { Area, List } from '../route/route.js';
import type { AuditEntity } from './audit.entity.js';
import { Audit } from './audit.repository.js';

class AuditRow {
  @IdField({ description: 'The row' })
  id: string;

  @MomentField({ description: 'When' })
  at: string;

  @TextField({ description: 'Name of the key that did it' })
  actor: string;

  @TextField({
    description: 'Method and path: of the hub, or of the call to amoCRM by which the hub found it out',
    example: 'POST /api/v1/keys',
  })
  action: string;

  @TextField({ description: 'done, refused, or unknown when nobody can say whether it was done' })
  outcome: string;

  @TextField({ description: 'Ties the row to log lines and messages' })
  correlationId: string;

  @JsonField({ description: 'The body, without secrets', optional: true })
  request?: object;

  @JsonField({ description: 'The object before the change', optional: true })
  before?: object;

  @JsonField({ description: 'The object after the change', optional: true })
  after?: object;
}

@Area('audit')
export class AuditController {
  constructor(private readonly audit: Audit) {}

  @List('', { answers: AuditRow, who: 'hq-read', says: 'Lists who changed what, newest first.' })
  list(@Query() query: PageRequest): Promise<Page<AuditEntity>> {
    return this.audit.findPage(query.limit ?? 50, query.cursor ?? undefined);
  }
}
