import { Module, type DynamicModule } from '@nestjs/common';
import { BusModule } from '@hub/bus';
import { AccountStates } from './account/account-states.js';
import { AccountsController } from './account/accounts.controller.js';
import { AnnounceUsable } from './account/announce-usable.js';
import { ConditionController } from './account/condition.controller.js';
import { ConfigurationController } from './account/configuration.controller.js';
import { CompleteConnection } from './account/complete-connection.js';
import { StoreConnection } from './account/store-connection.js';
import { ChangeIntegration } from './account/change-integration.js';
import { ConnectAccount } from './account/connect-account.js';
import { ConnectionController } from './account/connection.controller.js';
import { EraseTraces, KeptElsewhere } from './account/erase-traces.js';
import { HubAddress } from './account/hub-address.js';
import { IntegrationController } from './account/integration.controller.js';
import { HubWebhooks } from './account/hub-webhooks.js';
import { IntegrationOf } from './account/integration-of.js';
import { OffBoardAccount } from './account/off-board-account.js';
import { ReadHealth } from './account/read-health.js';
import { RunPreflight } from './account/run-preflight.js';
import { RegisterAccount } from './account/register-account.js';
import { ChangeAccount } from './account/change-account.js';
import { CheckRoles } from './account/check-roles.js';
import { CheckStoredTokens } from './account/check-stored-tokens.js';
import { EraseAccount } from './account/erase-account.js';
import { FindAccount } from './account/find-account.js';
import { ObtainCredential } from './account/obtain-credential.js';
import { ProveIntegration } from './account/prove-integration.js';
import { RecordCredential } from './account/record-credential.js';
import { FindNewAddress } from './account/find-new-address.js';
import { FollowRenamed } from './account/follow-renamed.js';
import { MoveAccount } from './account/move-account.js';
import { VerifyCredential } from './account/verify-credential.js';
import { TokenCare } from './account/token-care.js';
import { WatchCalendars } from './calendar/watch-calendars.js';
import { AddressAlarm } from './account/address-alarm.js';
import { AlarmsController } from './alarm/alarms.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditEntity } from './audit/audit.entity.js';
import { Audit } from './audit/audit.repository.js';
import { BotDeliveriesController } from './bot/bot-deliveries.controller.js';
import { BotsController } from './bot/bots.controller.js';
import { BranchesController } from './branch/branches.controller.js';
import { CheckTarget } from './branch/check-target.js';
import { SaveBranch } from './branch/save-branch.js';
import { DeadLettersController } from './dead-letter/dead-letters.controller.js';
import { GatewayConfig } from './gateway.config.js';
import { GroupsController } from './group/groups.controller.js';
import { ApiKeyEntity } from './key/api-key.entity.js';
import { FirstKey } from './key/first-key.js';
import { KeyRepository } from './key/key.repository.js';
import { KeysController } from './key/keys.controller.js';
import { AccountDriftController } from './drift/account-drift.controller.js';
import { ChecklistController } from './checklist/checklist.controller.js';
import { DriftController } from './drift/drift.controller.js';
import { ExceptionsController } from './exception/exceptions.controller.js';
import { ExchangeController } from './limits/exchange.controller.js';
import { PreviewController } from './limits/preview.controller.js';
import { QuotasController } from './limits/quotas.controller.js';
import { ReservationsController } from './limits/reservations.controller.js';
import { WatchPolls } from './observer/watch-polls.js';
import { ReportController } from './limits/report.controller.js';
import { ConnectLinkEntity } from './oauth/connect-link.entity.js';
import { ConnectLinkRepository } from './oauth/connect-link.repository.js';
import { ConnectLinks } from './oauth/connect-links.js';
import { DisconnectHook } from './oauth/disconnect-hook.js';
import { OauthController } from './oauth/oauth.controller.js';
import { ReceiveConsent } from './oauth/receive-consent.js';
import { JournalController } from './observer/journal.controller.js';
import { IdempotencyEntity } from './route/idempotency.entity.js';
import { IdempotencyRepository } from './route/idempotency.repository.js';
import { OpenStreamsGuard } from './route/open-streams.guard.js';
import { ThrottleGuard } from './route/throttle.guard.js';
import { WrongKeys } from './route/wrong-keys.js';
import { RolloutsController } from './rollout/rollouts.controller.js';
import {
  DecisionsController,
  EscalationsController,
  LeadsController,
  TransfersController,
} from './router/custody.controller.js';
import { RegionsController } from './router/regions.controller.js';
import { RoutingController } from './router/routing.controller.js';
import { RoutingRulesController } from './router/routing-rules.controller.js';
import { BlueprintsController } from './sync/blueprints.controller.js';
import { FollowWork } from './sync/follow-work.js';
import { LedgerController } from './sync/ledger.controller.js';
import { PlansController } from './sync/plans.controller.js';
import { ReleasesController } from './sync/releases.controller.js';
import { WaitingLists } from './waiting/waiting-lists.js';
import { WaitingController } from './waiting/waiting.controller.js';
import { Managers } from './widget/managers.js';
import { WidgetIntegrations } from './widget/widget-integrations.js';
import { DigestWebhooks } from './webhook/digest-webhooks.js';
import { PurgeWebhooks } from './webhook/purge-webhooks.js';
import { ReplayWebhooks } from './webhook/replay-webhooks.js';
import { SecretPaths } from './webhook/secret-paths.js';
import { StoreWebhooks } from './webhook/store-webhooks.js';
import { TakeWebhook } from './webhook/take-webhook.js';
import { LastWebhookEntity, WebhookCursorEntity, WebhookEntity } from './webhook/webhook.entity.js';
import { PublishChanges } from './webhook/publish-changes.js';
import { WebhookFloods } from './webhook/webhook-floods.js';
import { WebhookRepository } from './webhook/webhook.repository.js';

/** What a data source must know to run the gateway. */
export const gatewayEntities = [
  ApiKeyEntity,
  AuditEntity,
  IdempotencyEntity,
  WebhookEntity,
  WebhookCursorEntity,
  LastWebhookEntity,
  ConnectLinkEntity,
];

/** One line per controller; route/route.ts says how to write one. */
const controllers = [
  AccountsController,
  ConnectionController,
  ConditionController,
  ConfigurationController,
  IntegrationController,
  OauthController,
  GroupsController,
  BotDeliveriesController,
  BotsController,
  BranchesController,
  AlarmsController,
  DeadLettersController,
  WaitingController,
  KeysController,
  AuditController,
  ExchangeController,
  PreviewController,
  QuotasController,
  ReservationsController,
  ReportController,
  JournalController,
  BlueprintsController,
  ReleasesController,
  PlansController,
  RolloutsController,
  AccountDriftController,
  ChecklistController,
  DriftController,
  ExceptionsController,
  LedgerController,
  RegionsController,
  RoutingController,
  RoutingRulesController,
  DecisionsController,
  EscalationsController,
  LeadsController,
  TransfersController,
];

/**
 * The REST admin API, connecting accounts and webhook intake. Beside the process's own global modules it needs
 * `AccountsModule`, `AmocrmModule` and `JournalModule`, and `prepareGateway` before the application listens.
 */
@Module({})
export class GatewayModule {
  static of(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      imports: [BusModule.forService('gateway')],
      controllers,
      providers: [
        { provide: GatewayConfig, useValue: config },
        KeyRepository,
        FirstKey,
        Audit,
        IdempotencyRepository,
        OpenStreamsGuard,
        ThrottleGuard,
        WrongKeys,
        Managers,
        WidgetIntegrations,
        FollowWork,
        WebhookRepository,
        SecretPaths,
        WebhookFloods,
        PublishChanges,
        DigestWebhooks,
        ReplayWebhooks,
        StoreWebhooks,
        TakeWebhook,
        PurgeWebhooks,
        FindAccount,
        CheckRoles,
        CheckStoredTokens,
        RecordCredential,
        ObtainCredential,
        ProveIntegration,
        HubAddress,
        IntegrationOf,
        ChangeIntegration,
        HubWebhooks,
        StoreConnection,
        ConnectAccount,
        CompleteConnection,
        AccountStates,
        AddressAlarm,
        AnnounceUsable,
        KeptElsewhere,
        EraseTraces,
        EraseAccount,
        OffBoardAccount,
        RunPreflight,
        RegisterAccount,
        ChangeAccount,
        ReadHealth,
        FindNewAddress,
        FollowRenamed,
        MoveAccount,
        VerifyCredential,
        TokenCare,
        WatchCalendars,
        WatchPolls,
        WaitingLists,
        CheckTarget,
        SaveBranch,
        ConnectLinkRepository,
        ConnectLinks,
        ReceiveConsent,
        DisconnectHook,
      ],
    };
  }
}
