import type { GlobalRoute, Route } from './http/route.js';
import { pageRoutes } from './page/page-routes.js';
import { accountRoutes } from './resources/account.js';
import { botContinueRoutes } from './resources/bot-continue.js';
import { botRoutes } from './resources/bots.js';
import { callRoutes } from './resources/calls.js';
import { companyRoutes } from './resources/companies.js';
import { consentRoutes } from './resources/consent.js';
import { contactRoutes } from './resources/contacts.js';
import { customFieldRoutes } from './resources/custom-fields.js';
import { customerRoutes } from './resources/customers.js';
import { domainRoutes } from './resources/domain-lookup.js';
import { eventRoutes } from './resources/events.js';
import { fieldGroupRoutes } from './resources/field-groups.js';
import { complexLeadRoutes } from './resources/leads-complex.js';
import { leadRoutes } from './resources/leads.js';
import { linkRoutes } from './resources/links.js';
import { lossReasonRoutes } from './resources/loss-reasons.js';
import { noteRoutes } from './resources/notes.js';
import { oauthRoutes } from './resources/oauth.js';
import { pipelineRoutes } from './resources/pipelines.js';
import { roleRoutes } from './resources/roles.js';
import { shortLinkRoutes } from './resources/short-links.js';
import { stageRoutes } from './resources/stages.js';
import { subscriptionRoutes } from './resources/subscriptions.js';
import { tagRoutes } from './resources/tags.js';
import { talkRoutes } from './resources/talks.js';
import { taskRoutes } from './resources/tasks.js';
import { unsortedRoutes } from './resources/unsorted.js';
import { userRoutes } from './resources/users.js';
import { webhookRoutes } from './resources/webhooks.js';
import { widgetRoutes } from './resources/widgets.js';

/** All routes of an account's host, one array per resource file. */
export const routes: readonly Route[] = [
  ...oauthRoutes,
  ...accountRoutes,
  ...pipelineRoutes,
  ...stageRoutes,
  ...customFieldRoutes,
  ...fieldGroupRoutes,
  ...lossReasonRoutes,
  ...userRoutes,
  ...roleRoutes,
  ...tagRoutes,
  ...shortLinkRoutes,
  ...webhookRoutes,
  ...botRoutes,
  ...botContinueRoutes,
  ...leadRoutes,
  ...complexLeadRoutes,
  ...contactRoutes,
  ...companyRoutes,
  ...linkRoutes,
  ...taskRoutes,
  ...noteRoutes,
  ...eventRoutes,
  ...unsortedRoutes,
  ...callRoutes,
  ...talkRoutes,
  ...subscriptionRoutes,
  ...customerRoutes,
  ...widgetRoutes,
];

/** Routes that answer on any host. */
export const globalRoutes: readonly GlobalRoute[] = [...domainRoutes, ...consentRoutes, ...pageRoutes];
