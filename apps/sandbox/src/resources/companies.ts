import { companyViewer } from '../entities/card-views.js';
import { addCompany, changeCompany, checkCard, type CardWrite } from '../entities/write-card.js';
import { entityShape, withoutPatchKeys, type EntityBody } from '../entities/write-entity.js';
import type { Route } from '../http/route.js';
import type { Company } from '../state/entity.js';
import { entityRoutes, type EntityKind } from './entity-routes.js';

const companies: EntityKind<Company, EntityBody, CardWrite<EntityBody>> = {
  type: 'companies',
  rows: (account) => account.companies,
  postShape: withoutPatchKeys<EntityBody>(entityShape),
  patchShape: entityShape,
  orders: ['updated_at', 'id'],
  filters: {
    choices: ['id', 'name', 'created_by', 'updated_by', 'responsible_user_id'],
    ranges: ['created_at', 'updated_at', 'closest_task_at'],
  },
  viewer: companyViewer,
  check: (account, item, present) => checkCard(account, 'companies', item, present),
  add: (ctx, write) => addCompany(ctx.scope, write),
  change: (ctx, company, write) => changeCompany(ctx.scope, company, write),
  added: {},
  patched: ({ name }) => ({ name }),
};

/** Entities 4.2. */
export const companyRoutes: readonly Route[] = entityRoutes(companies);
