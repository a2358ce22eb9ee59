import { createHash, randomUUID } from 'node:crypto';
import { Reply, type ReplyAbout } from '@hub/bus';
import { ReceivedPath, ReceiveLead, type ReceivedView } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { clientKey } from './compose-received.js';
import { ReceiveLeads } from './receive-lead.js';
import type { ReceivedRow } from './received-lead.entity.js';
import { ReceivedLeadRepository } from './received-lead.repository.js';

/** Answers when a site form or an integrator sends a lead. */
@Controller()
export class ReceiveController {
  constructor(
    private readonly source: DataSource,
    private readonly rules: RoutingRulesRepository,
    private readonly received: ReceivedLeadRepository,
    private readonly receiving: ReceiveLeads,
  ) {}

  /** Keeps the lead; a repeat gets the state of the first request. Throws 422 when a key comes with another lead. */
  @Reply('router.leads.receive')
  async receive(
    { callerId, idempotencyKey, ...body }: ReceiveLead,
    { correlationId }: ReplyAbout,
  ): Promise<ReceivedView> {
    if (Object.values(body).every((value) => value == null))
      throw new Problem(400, message('problems.received-empty'));
    const current = await this.rules.findCurrent();
    if (!current) throw new Problem(409, message('problems.no-rules'));
    const id = randomUUID();
    const row: ReceivedRow = {
      ...{ id, accountId: current.rules.hqAccountId, callerId, idempotencyKey, body },
      ...{
        bodyHash: hashOf(body),
        client: clientKey(body, id),
        state: 'accepted',
        contactId: null,
        leadId: null,
      },
      ...{ stepStartedAt: null, stepWrittenAt: null, leftOut: [], problem: null, receivedAt: new Date() },
    };
    const added = await inTransaction(this.source, async (tx) => {
      const kept = await this.received.add(tx, row);
      if (kept) await this.receiving.begin(tx, kept, correlationId);
      return kept;
    });
    const known = added ?? (await this.received.getByKey(callerId, idempotencyKey));
    if (known.bodyHash !== row.bodyHash) throw new Problem(422, message('problems.idempotency-key-used'));
    return view(known);
  }

  @Reply('router.leads.received')
  async show({ receivedId }: ReceivedPath): Promise<ReceivedView> {
    return view(await this.received.get(receivedId));
  }
}

function hashOf(body: object): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(body).sort()))
    .digest('hex');
}

function view({ id, state, contactId, leadId, leftOut, problem, receivedAt }: ReceivedRow): ReceivedView {
  return { id, state, contactId, leadId, leftOut, problem, receivedAt: receivedAt.toISOString() };
}
