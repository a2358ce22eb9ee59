import type { Account, AccountRole, DuplicateControl } from '@hub/accounts';
import { accountStates, duplicateControls } from '@hub/accounts';
import {
  CheckView,
  ChoiceField,
  DryPlanState,
  FlagField,
  IdField,
  IntField,
  MessageField,
  MomentField,
  ObjectField,
  ObjectListField,
  TextField,
  TextListField,
  verdicts,
  ZoneField,
} from '@hub/contracts';
import { type Fact, message, type Message } from '@hub/messages';

const accountRoles = ['reference', 'hq', 'branch'] as const;
const modes = ['observe', 'apply'] as const;

export class AccountPath {
  @IdField({ description: 'The account, as the hub names it' })
  accountId: string;
}

const address = { pattern: /^https?:\/\/[^\s/]+(\/\S*)?$/, hint: message('fields.address') };

class IntegrationBody {
  @TextField({ description: 'Integration id (client_id)', max: 100 })
  id: string;

  @TextField({ description: 'Secret key of the integration', max: 200 })
  secret: string;

  @TextField({
    ...address,
    description: "Redirect address in the integration's settings; the hub's own when missing",
    optional: true,
    example: 'https://hub.example.com/api/v1/oauth/callback',
  })
  redirectUri?: string | null;
}

export class NewAccountBody {
  @TextField({
    description: 'Subdomain of the account, e.g. `kazan` of kazan.amocrm.ru',
    max: 63,
    pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    hint: message('fields.subdomain'),
    example: 'kazan',
  })
  subdomain: string;

  @ChoiceField({
    description: 'Where the account lives',
    of: ['amocrm.ru', 'amocrm.com', 'kommo.com'],
    optional: true,
  })
  domain?: string | null;

  @TextField({ description: 'Name for people', max: 200, example: 'Казань' })
  name: string;

  @TextListField({
    description: 'What the account is to the franchise',
    of: accountRoles,
    min: 1,
    example: ['branch'],
  })
  roles: AccountRole[];

  @IdField({ description: 'Reference group it belongs to; the common one when missing', optional: true })
  groupId?: string | null;

  @ChoiceField({ description: '`observe`: the hub reads and plans only', of: modes, optional: true })
  mode?: 'observe' | 'apply' | null;

  @ZoneField({ description: 'IANA time zone' })
  timeZone: string;

  @ObjectField(() => IntegrationBody, {
    description: 'A private integration of this account; the public one of the hub when missing',
    optional: true,
  })
  integration?: IntegrationBody | null;
}

export class ChangeAccountBody {
  @TextField({ description: 'Name for people', max: 200, optional: true, example: 'Казань, центр' })
  name?: string | null;

  @TextListField({
    description: 'What the account is to the franchise',
    of: accountRoles,
    min: 1,
    optional: true,
  })
  roles?: AccountRole[] | null;

  @IdField({ description: 'Reference group it belongs to; null is the common one', optional: true })
  groupId?: string | null;

  @ChoiceField({ description: '`observe`: the hub reads and plans only', of: modes, optional: true })
  mode?: 'observe' | 'apply' | null;

  @ZoneField({ description: 'IANA time zone', optional: true })
  timeZone?: string | null;

  @ChoiceField({
    description:
      "Whether amoCRM's duplicate control meets the hub's integration in this account; `absent` lets the hub create " +
      'contact and lead of a new client in one call',
    of: duplicateControls,
    optional: true,
  })
  duplicateControl?: DuplicateControl | null;
}

export class ConnectBody {
  @TextField({
    description: 'A long-lived token; or give `code`',
    max: 4000,
    optional: true,
    example: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl',
  })
  longLivedToken?: string | null;

  @TextField({
    description: 'An authorization code, 20 minutes old at most; or give `longLivedToken`',
    max: 4000,
    optional: true,
  })
  code?: string | null;
}

export class ChangeIntegrationBody {
  @TextField({
    description: 'Integration id (client_id)',
    max: 100,
    optional: true,
    example: 'b5a5b0d6-6f1d-4c4e-9a77-0f7c7f6c8a11',
  })
  id?: string | null;

  @TextField({ description: 'Secret key of the integration', max: 200, optional: true })
  secret?: string | null;

  @TextField({
    ...address,
    description: "Redirect address in the integration's settings",
    optional: true,
    example: 'https://hub.example.com/api/v1/oauth/callback',
  })
  redirectUri?: string | null;

  @TextField({
    ...address,
    description: "Audience that the widget's tokens name; null: scheme and host of the redirect address",
    optional: true,
    example: 'https://hub.example.com',
  })
  widgetAudience?: string | null;
}

export class IntegrationView extends AccountPath {
  @TextField({ description: 'Integration id (client_id); empty: the hub does not know it', optional: true })
  id: string | null;

  @FlagField({ description: 'Does the hub know the secret key? Without it no widget may call.' })
  hasSecret: boolean;

  @TextField({ description: "Redirect address in the integration's settings", optional: true })
  redirectUri: string | null;

  @TextField({
    description: "Audience that the widget's tokens have to name, if they name one",
    optional: true,
  })
  widgetAudience: string | null;
}

export class ReasonBody {
  @TextField({ description: 'Why; shown with the state', max: 500, example: 'Филиал на каникулах' })
  reason: string;
}

/** Which account, and how it is connected: what every answer about one begins with. */
class AccountState extends AccountPath {
  @ChoiceField({ description: 'State of the connection', of: accountStates })
  state: string;

  @MessageField({ description: 'Why it is in this state' })
  stateReason: Message;

  @MomentField({ description: 'Since when' })
  stateSince: Date;
}

export class AccountView extends AccountState {
  @TextField({ description: 'Host of the account', example: 'kazan.amocrm.ru' })
  host: string;

  @IntField({ description: "amoCRM's number of the account; known after the first call", optional: true })
  amoId: number | null;

  @TextField({ description: 'Name for people' })
  name: string;

  @TextListField({ description: 'What the account is to the franchise', of: accountRoles })
  roles: AccountRole[];

  @IdField({
    description: 'Reference group whose releases it follows; null is the common one',
    optional: true,
  })
  groupId: string | null;

  @ChoiceField({ description: 'Whether the hub may write configuration', of: modes })
  mode: string;

  @TextField({ description: 'IANA time zone' })
  timeZone: string;

  @ChoiceField({
    description:
      "Whether amoCRM's duplicate control meets the hub's integration there, as people said or a joined lead proved",
    of: duplicateControls,
  })
  duplicateControl: DuplicateControl;

  @MomentField({ description: 'When it was registered' })
  createdAt: Date;
}

export class ConnectedView extends AccountView {
  @TextField({ description: '`subscribed`, or why amoCRM refuses webhooks; the poll works without them' })
  webhooks: Fact;
}

export class ConnectLinkView {
  @TextField({ description: 'Where an administrator of the account gives consent', max: 4000 })
  link: string;

  @MomentField({ description: 'Until when the link works' })
  expiresAt: Date;
}

export class PreflightView extends AccountPath {
  @ChoiceField({ description: 'The worst verdict of all checks', of: verdicts })
  verdict: string;

  @ObjectListField(() => CheckView, { description: 'Every check' })
  checks: CheckView[];

  @ObjectField(() => DryPlanState, {
    description: 'How the newest release fits: the last dry plan. Null while sync does not answer',
    optional: true,
  })
  dryPlan: DryPlanState | null;
}

export class ReplayBody {
  @MomentField({ description: 'Webhooks that came in since then', example: '2026-01-01T00:00:00Z' })
  since: string;
}

export class ReplayView {
  @IntField({ description: 'How many webhooks are read again' })
  webhooks: number;
}

class PollView {
  @MomentField({ description: 'When the account was polled last' })
  polledAt: Date;

  @IntField({ description: 'Seconds since the account was polled last' })
  lagSeconds: number;

  @IntField({ description: 'Changes that webhooks missed, since the account was connected' })
  missed: number;

  @IntField({ description: 'Changes that webhooks missed at the last poll' })
  lastMissed: number;
}

class BudgetView {
  @IntField({ description: 'Places of the seven that are taken now' })
  busy: number;

  @IntField({ description: 'Processes and priorities that wait for a place now' })
  waiting: number;

  @TextField({ description: 'Why no calls are made, if so', optional: true })
  stopped: string | null;
}

export class HealthView extends AccountState {
  @MomentField({ description: 'When amoCRM answered well last', optional: true })
  lastGoodCallAt: Date | null;

  @MomentField({ description: 'When the last webhook came in', optional: true })
  lastWebhookAt: Date | null;

  @ObjectField(() => PollView, { description: 'The healing poll', optional: true })
  poll: PollView | null;

  @ChoiceField({ description: 'Kind of token', of: ['none', 'long-lived', 'pair'] })
  token: string;

  @MomentField({ description: 'When the token ends, as far as is known', optional: true })
  tokenExpiresAt: Date | null;

  @IntField({ description: 'Seconds since the tokens came from amoCRM', optional: true })
  tokenAgeSeconds: number | null;

  @ObjectField(() => BudgetView, { description: 'The rate budget of its calls', optional: true })
  budget: BudgetView | null;
}

/** What REST shows of an account; secrets are in another table. */
export function viewAccount(account: Account): AccountView {
  const { id, host, amoId, name, roles, groupId, mode, timeZone: zone, duplicateControl } = account;
  const { state, stateReason, stateSince, createdAt } = account;
  return {
    accountId: id,
    host,
    amoId,
    name,
    roles,
    groupId,
    mode,
    timeZone: zone,
    duplicateControl,
    state,
    stateReason: message('failures.reason', { reason: stateReason }),
    stateSince,
    createdAt,
  };
}
