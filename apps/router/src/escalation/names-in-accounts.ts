/*
 * What objects of amoCRM accounts are called, where the hub knows them by name: as `blueprints/franchise.yaml` names them.
 */

/** The branches' pipeline where the rules name none. */
export const usualPipelineName = 'Передача в головной офис';
/** The lead field for the reason, in accounts whose field has no code; compared in lower case. */
export const reasonName = 'комментарий';
/** The code of that field in accounts that have it from the blueprint. */
export const reasonCode = 'HUB_COMMENT';
