import { leadView } from '../entities/card-views.js';
import {
  checkLead,
  leadEmbedded,
  leadPatchShape,
  wrongLossReason,
  type LeadBody,
  type LeadWrite,
} from '../entities/check-lead.js';
import type { Place } from '../entities/lead-place.js';
import { addLead, changeLead } from '../entities/write-lead.js';
import { withoutPatchKeys } from '../entities/write-entity.js';
import type { Route } from '../http/route.js';
import type { Lead } from '../state/entity.js';
import { refuseLossReasons } from './refuse-loss-reasons.js';
import { demandNamed } from './demand-cards.js';
import { entityRoutes, type EntityKind } from './entity-routes.js';

const leads: EntityKind<Lead, LeadBody, LeadWrite> = {
  type: 'leads',
  rows: (account) => account.leads,
  postShape: {
    ...withoutPatchKeys<LeadBody>(leadPatchShape),
    _embedded: { type: 'object', shape: leadEmbedded },
  },
  patchShape: leadPatchShape,
  orders: ['created_at', 'updated_at', 'id'],
  filters: {
    choices: ['id', 'name', 'pipeline_id', 'created_by', 'updated_by', 'responsible_user_id'],
    ranges: ['price', 'created_at', 'updated_at', 'closed_at', 'closest_task_at'],
  },
  viewer: (ctx, wanted) => (lead) => leadView(ctx, lead, wanted),
  check: checkLead,
  refuse: (ctx, work) => {
    const wrong: (string | number)[] = [];
    const places = new Map<number, Place>();
    for (const { present, write, requestId } of work) {
      if (!present) demandNamed(ctx, write.body);
      const from = present && (places.get(present.id) ?? present);
      if (wrongLossReason(ctx.account, from, write)) wrong.push(present?.id ?? requestId);
      if (present) places.set(present.id, write.place);
    }
    refuseLossReasons(wrong);
  },
  add: (ctx, write) => addLead(ctx.scope, write),
  change: (ctx, lead, write) => changeLead(ctx.scope, lead, write),
  added: {},
  patched: () => ({}),
};

/** Entities 1. */
export const leadRoutes: readonly Route[] = entityRoutes(leads);
