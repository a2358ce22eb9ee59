/** How the question of a plan is answered: by the command line and by REST. */
export const answers = {
  adopt:
    'это он: npm run hub -- answer {planId} {what} --adopt {id}; REST: POST /api/v1/ledger/re-adopt (accountId, planId, kind, key, branchId)',
  create:
    'создать рядом: npm run hub -- plan {accountId} {again} --create {what}; REST: POST /api/v1/plans с createAnyway (kind, key). Объект, который принёс прежний релиз, план с prune тогда удалит вместе со значениями',
  except:
    'оставить филиалу: npm run hub -- answer {planId} {what} --except ПРИЧИНА --until ДАТА; REST: POST /api/v1/accounts/{accountId}/exceptions',
  move: 'назвать этап для сделок: npm run hub -- plan {accountId} {again} --move {id}=Воронка/Этап; REST: POST /api/v1/plans с migrationTargets (from, to)',
  'move-all':
    'назвать этап для сделок всех аккаунтов и начать новую раскатку: npm run hub -- rollout start {releaseId} --prune --move "{key}=Воронка/Этап"; REST: POST /api/v1/rollouts с dealTargets (from, to)',
  'end-exception':
    'снять исключение «{exception}» и составить план заново: npm run hub -- plan {accountId} {again}; REST: GET и DELETE /api/v1/accounts/{accountId}/exceptions, затем POST /api/v1/plans',
  whole:
    'ответить в плане всего аккаунта, вопрос там: npm run hub -- plan {accountId} --release {releaseId}; REST: POST /api/v1/plans',
  again:
    'устранить причину и составить план заново: npm run hub -- plan {accountId} {again}; REST: POST /api/v1/plans',
  tick: 'отметить сделанным: npm run hub -- answer {planId} {what} --done; REST: POST /api/v1/plans/{planId}/confirm (kind, key)',
} as const;
