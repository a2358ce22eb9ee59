/** What deciding code may load: nothing here reaches a framework. */
export { coversRegion, normaliseRegion } from './find-region.js';
export { hashClients, type ClientValues } from './hash-clients.js';
export { parseSecretKeys } from './seal-secret.js';
export { isCallable, type AccountState } from './account-state.js';
