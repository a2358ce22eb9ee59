export { isAmoHost, type AccountAddress } from './account-address.js';
export { readAccount, type AmoAccount } from './account.js';
export { fieldObject, pipelineObject, userObject, type AccountObjects } from './account-objects.js';
export { assertReferences, findWrongReferences } from './assert-references.js';
export { type Reference } from './check-references.js';
export { GateFull } from './account-gate.js';
export { AccessTokens, untilStored } from './access-tokens.js';
export type { AmoClient, AmoRequest } from './amo-client.js';
export { AmoClients } from './amo-clients.js';
export { AmocrmModule } from './amocrm.module.js';
export { createAmocrm, type Amocrm, type AmocrmOptions } from './create-amocrm.js';
export { listBots, runBot, stopBot, type AmoBot } from './bots.js';
export type { Query } from './build-query.js';
export type { AmoAnswer } from './classify-answer.js';
export {
  createCompany,
  findCompany,
  listNewestCompanies,
  patchCompanies,
  patchCompany,
  searchCompanies,
  type AmoCompany,
  type CompanyWrite,
} from './companies.js';
export {
  contactTexts,
  createContact,
  findContact,
  listContacts,
  listNewestContacts,
  patchContact,
  patchContacts,
  searchContacts,
  type AmoContact,
  type ContactWrite,
} from './contacts.js';
export {
  createCustomField,
  createFieldGroup,
  deleteCustomField,
  deleteFieldGroup,
  listCustomFields,
  listFieldGroups,
  patchCustomField,
  patchFieldGroup,
  type AmoCustomField,
  type AmoFieldGroup,
  type FieldOwner,
  type NewCustomField,
} from './custom-fields.js';
export { batchSize, type ItemOutcome } from './cut-batches.js';
export {
  AmoError,
  Blocked,
  BudgetStopped,
  ConnectionFailed,
  Forbidden,
  hasChangedNothing,
  NeedsReconnect,
  NotFound,
  OutcomeUnknown,
  PaymentRequired,
  ServerFailed,
  Unauthorized,
  UnexpectedAnswer,
  ValidationFailed,
  type CallFacts,
  type ItemErrors,
} from './errors.js';
export { listEvents, type AmoEvent } from './events.js';
export { judgeAbsence } from './judge-absence.js';
export type { AmoFieldValues, NewFieldValues, TagRef } from './field-values.js';
export { unlessMadeSince, unlessMarked } from './leave-out.js';
export {
  createComplexLead,
  createComplexLeads,
  createLead,
  createLeads,
  findLead,
  listLeads,
  listChangedLeads,
  listNewestLeads,
  mainContactOf,
  priceOf,
  patchLead,
  patchLeads,
  type AmoLead,
  type ComplexLead,
  type LeadWrite,
  type NewComplexLead,
} from './leads.js';
export { ifAllowed } from './if-allowed.js';
export { linkEntities, listLinks, unlinkEntities, type AmoLink, type NewLink } from './links.js';
export { createLossReason, listLossReasons, type AmoLossReason } from './loss-reasons.js';
export { createNote, listNotes, type AmoNote, type NewNote, type NoteOwner } from './notes.js';
export {
  createPipeline,
  createStage,
  deletePipeline,
  deleteStage,
  listPipelines,
  listStages,
  stagesIn,
  patchPipeline,
  patchStage,
  readPipeline,
  type AmoPipeline,
  type AmoStage,
  type NewPipeline,
  type NewStage,
} from './pipelines.js';
export { type BudgetScope, type Priority, type RateBudget, type Slot } from './rate-budget.js';
export { asConfigured, callbackPath, type Integration, type OwnIntegration } from './own-integration.js';
export { GrantRefused, TokenRequests, type Grant } from './request-tokens.js';
export {
  awaitFirstWrite,
  latestLeaveMs,
  longestWriteMs,
  safeWrite,
  untilSecondWriteMs,
  type Intent,
  type SafeWrite,
} from './safe-write.js';
export { latestAfterRead, leavingBefore } from './may-leave.js';
export { createTags, listTags, type AmoTag, type TagOwner } from './tags.js';
export { createTask, findTask, listTasks, patchTasks, type AmoTask, type NewTask } from './tasks.js';
export { Transport, type TransportOptions } from './transport.js';
export { findUser, listUsers, type AmoUser } from './users.js';
export { listWebhooks, subscribeWebhook, unsubscribeWebhook, type AmoWebhook } from './webhooks.js';
export { readAll, readPage } from './read-pages.js';
export { type AmoWidget } from './widgets.js';
