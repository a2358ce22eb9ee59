/**
 * What deciding code and the descriptors of kinds may load: nothing here reaches a framework. Calls go through the
 * client given.
 */
export { readAccount } from './account.js';
export { clientKeyRules, clientKeysOf, emailKeys, phoneKeys, type ClientKeys } from './client-keys.js';
export { closingStatusIds, lostStatusId, wonStatusId } from './closing-status-ids.js';
export { checkReferences, kindsOf, objectOf } from './check-references.js';
export { contactTexts } from './contacts.js';
export { matchAnswers, namedBy, namesOf, refusedPositions } from './cut-batches.js';
export { listCustomFields, listFieldGroups } from './custom-fields.js';
export {
  Forbidden,
  hasChangedNothing,
  NotFound,
  Refused,
  UnexpectedAnswer,
  ValidationFailed,
} from './errors.js';
export { ifAllowed } from './if-allowed.js';
export { judgeAbsence } from './judge-absence.js';
export { mainContactOf, priceOf } from './leads.js';
export { listLossReasons } from './loss-reasons.js';
export { listPipelines, listStages, stagesIn } from './pipelines.js';
export { readAll, readPage } from './read-pages.js';
export { listTags } from './tags.js';
export { listWidgets } from './widgets.js';
