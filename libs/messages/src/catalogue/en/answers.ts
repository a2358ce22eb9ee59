/** How the question of a plan is answered: by the command line and by REST. */
export const answers = {
  adopt:
    'that is the one: npm run hub -- answer {planId} {what} --adopt {id}; REST: POST /api/v1/ledger/re-adopt (accountId, planId, kind, key, branchId)',
  create:
    'make another: npm run hub -- plan {accountId} {again} --create {what}; REST: POST /api/v1/plans with createAnyway (kind, key). A plan with prune then deletes an object that an earlier release brought, with its values',
  except:
    'leave it to the branch: npm run hub -- answer {planId} {what} --except REASON --until DATE; REST: POST /api/v1/accounts/{accountId}/exceptions',
  move: 'name a stage for the deals: npm run hub -- plan {accountId} {again} --move {id}=Pipeline/Stage; REST: POST /api/v1/plans with migrationTargets (from, to)',
  'move-all':
    'name a stage for the deals of all accounts and begin a new rollout: npm run hub -- rollout start {releaseId} --prune --move "{key}=Pipeline/Stage"; REST: POST /api/v1/rollouts with dealTargets (from, to)',
  'end-exception':
    'end the exception "{exception}" and plan again: npm run hub -- plan {accountId} {again}; REST: GET and DELETE /api/v1/accounts/{accountId}/exceptions, then POST /api/v1/plans',
  whole:
    'answer in the plan of the whole account, which has the question: npm run hub -- plan {accountId} --release {releaseId}; REST: POST /api/v1/plans',
  again: 'remove the cause and plan again: npm run hub -- plan {accountId} {again}; REST: POST /api/v1/plans',
  tick: 'tick it off: npm run hub -- answer {planId} {what} --done; REST: POST /api/v1/plans/{planId}/confirm (kind, key)',
};
