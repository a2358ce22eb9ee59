import { Reply } from '@hub/bus';
import { DryPlanPath, UsesRequest, type DryPlanAnswer, type ObjectUses } from '@hub/contracts';
import { checked } from '@hub/contracts/pure';
import { Controller, Module } from '@nestjs/common';

/** A dry plan that found too little room. */
function dryPlan(accountId: string): DryPlanAnswer {
  const moment = '2026-11-12T10:00:00.000Z';
  return {
    ...{ accountId, release: { id: accountId, number: 7, note: null }, counts: null },
    ...{ state: 'made', askedAt: moment, madeAt: moment, nextAt: moment, isStarted: true },
    checks: [checked('room', 'failure', 'short', { count: 1, what: 'Воронка «Вторая»' })],
  };
}

/** Stands in for sync, and keeps what was asked of it. */
@Controller()
export class SyncStandIn {
  static readonly asked: string[] = [];

  @Reply('sync.dry-plans.show')
  show({ accountId }: DryPlanPath): Promise<DryPlanAnswer> {
    SyncStandIn.asked.push(`show ${accountId}`);
    return Promise.resolve(dryPlan(accountId));
  }

  @Reply('sync.dry-plans.ask')
  ask({ accountId }: DryPlanPath): Promise<DryPlanAnswer> {
    SyncStandIn.asked.push(`ask ${accountId}`);
    return Promise.resolve(dryPlan(accountId));
  }

  @Reply('sync.uses')
  uses(_request: UsesRequest): Promise<ObjectUses> {
    return Promise.resolve({ items: [] });
  }
}

@Module({ controllers: [SyncStandIn] })
export class SyncParts {}
